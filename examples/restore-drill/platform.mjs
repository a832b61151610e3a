// Plays the platform on this machine: a Square Cloud whose two databases are PostgreSQLs in memory, so that a snapshot is a
// pg_dump, and a restore loads it. Prints what the stack is to be configured with. Each line of input is a day that goes by
// and brings a new automatic snapshot of production; it prints what the drill had done by then. It ends with its input.
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { pgDump } from "@electric-sql/pglite-tools/pg_dump";
import { startSimulator } from "pulumi-squarecloud/simulator";

/** How many times as fast as real time it runs: the stack needs the same as SQUARECLOUD_CLOCK_RATE. */
const RATE = 60;

const SHOP = `
  create table customers (id serial primary key, name text not null unique);
  create table orders (
    id serial primary key, customer integer not null references customers, cents integer not null, at timestamptz not null
  );
  insert into customers (name) select 'customer ' || n from generate_series(1, 20) n;
`;
const ORDERS = `
  insert into orders (customer, cents, at)
  select 1 + n % 20, n * 7, now() - n * interval '1 minute' from generate_series(1, 300) n;
`;

/** @param {PGlite} database @returns {import("pulumi-squarecloud/simulator").Store} */
const storeOf = (database) => ({
  async dump() {
    const file = await pgDump({ pg: database });
    await database.exec("rollback; reset all"); // pg_dump leaves that to the end of its connection, which all share here
    return file.text();
  },
  async load(dump) {
    await database.exec(`drop schema public cascade; create schema public; ${dump}; reset all;`);
  },
});

/** Opens a database to other processes. It asks for no password, but a stack must keep it as it would a real one's. */
async function urlOf(/** @type {PGlite} */ database) {
  const server = new PGLiteSocketServer({ db: database, port: 0, maxConnections: 10 });
  await server.start();
  return `postgres://postgres:${randomBytes(12).toString("hex")}@${server.getServerConn()}/postgres`;
}

const production = await PGlite.create();
const drill = await PGlite.create();
await production.exec(SHOP);

const cloud = await startSimulator({ rate: RATE });
const productionId = cloud.addDatabase({ store: storeOf(production) });
const drillId = cloud.addDatabase({ store: storeOf(drill) });

/** Some business is done, and the platform takes its daily snapshot. */
async function day() {
  await production.exec(ORDERS);
  const data = await storeOf(production).dump();
  cloud.addSnapshot(productionId, { origin: "automatic", data });
}

await day();
const { url, apiKey } = cloud;
const urls = { productionUrl: await urlOf(production), drillUrl: await urlOf(drill) };
console.log(JSON.stringify({ url, apiKey, productionId, drillId, ...urls }));

for await (const _ of createInterface({ input: process.stdin })) {
  cloud.advance(24 * 3_600);
  await day();
  const counted = { snapshots: cloud.versions(drillId).length, restores: cloud.restores(drillId).length };
  console.log(JSON.stringify(counted));
}
process.exit();
