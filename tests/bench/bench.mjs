import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { environment } from "../../tools/environment.mjs";
import { Failure, report } from "../../tools/failure.mjs";
import { buildPackage } from "../../tools/packages.mjs";
import { root } from "../../tools/root.mjs";
import { createStack } from "../../tools/stack.mjs";
import { toolchain } from "../../tools/toolchain.mjs";
import { measure } from "./measure.mjs";

const RATE = 20;
const DATABASES = 20;
const SLOW = { count: 5, seconds: 150 };
const QUICK = { seconds: 20 };

/** @typedef {"first" | "last"} Order Where the program declares the slow databases. */

async function bench() {
  const tools = await toolchain();
  await buildPackage();
  /** @type {typeof import("../../simulator/index.js")} */
  const { startSimulator } = await import(pathToFileURL(join(root, "dist", "simulator", "index.js")).href);
  /** @type {Row[]} */
  const rows = [];
  for (const order of /** @type {Order[]} */ (["first", "last"])) {
    console.error(`Running ${DATABASES} databases, the ${SLOW.count} slow ones declared ${order}…`);
    const simulator = await startSimulator({ rate: RATE });
    try {
      rows.push(...(await run(simulator, environment(tools), order)));
    } finally {
      await simulator.close();
    }
  }
  print(rows);
}

/**
 * @param {import("../../simulator/index.js").Simulator} simulator
 * @param {NodeJS.ProcessEnv} surroundings
 * @param {Order} order
 * @returns {Promise<Row[]>}
 */
async function run(simulator, surroundings, order) {
  const captures = Array.from({ length: DATABASES }, (_, index) =>
    (order === "first" ? index < SLOW.count : index >= DATABASES - SLOW.count) ? SLOW.seconds : QUICK.seconds,
  );
  const databases = captures.map((captureSeconds) => simulator.addDatabase({ captureSeconds }));
  const createdAt = new Map();
  const stack = await createStack({
    program: join(root, "tests", "bench", "program"),
    state: join(root, ".state", "bench"),
    environment: { ...surroundings, SQUARECLOUD_CLOCK_RATE: String(RATE) },
    signal: new AbortController().signal,
    onLine(line) {
      const created = line.match(/squarecloud:Snapshot ([0-9a-f]{32}) created \(/)?.[1];
      if (created) createdAt.set(created, simulator.now().getTime() / 1000);
    },
  });
  await stack.configure("squarecloud:baseUrl", simulator.url);
  await stack.configureSecret("squarecloud:apiKey", simulator.apiKey);
  await stack.configure("databases", JSON.stringify(databases));

  const calls = async (/** @type {() => Promise<unknown>} */ step) => {
    const before = simulator.requests().length;
    await step();
    return simulator.requests().length - before;
  };
  const preview = await calls(stack.preview);
  const before = simulator.requests().length;
  await stack.up("--parallel", "64");
  if (createdAt.size !== DATABASES)
    throw new Failure(`${createdAt.size} of ${DATABASES} snapshots were created.`);
  const requests = simulator.requests().slice(before);
  const noop = await calls(() => stack.up());
  const refresh = await calls(stack.refresh);

  const listedAt = new Map(
    databases.map((id) => [id, (simulator.versions(id)[0]?.takenAt.getTime() ?? Number.NaN) / 1000]),
  );
  const slowest = Math.max(...captures);
  const { floor, took, refusals, busiest, median, slow } = measure({
    requests,
    listedAt,
    createdAt,
    slowest,
  });
  return [
    {
      what: `slow ones ${order}: first POST to last create, over the floor of ${floor} s`,
      goal: 1.1,
      figure: took / floor,
    },
    { what: "  429 answers provoked", goal: 0, figure: refusals },
    { what: "  most requests in any 60 s", goal: 30, figure: busiest },
    { what: "  listed to created, median, s", goal: 10, figure: median },
    { what: "  listed to created, 95th percentile, s", goal: 35, figure: slow },
    { what: "  API calls of a preview", goal: 0, figure: preview },
    { what: "  API calls of an up with nothing to do", goal: 0, figure: noop },
    { what: "  API calls of a refresh, per target", goal: 1, figure: refresh / DATABASES },
  ];
}

/** @typedef {{ what: string, goal: number, figure: number }} Row Met where the figure is no more than the goal. */

/** @param {Row[]} rows */
function print(rows) {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const round = (/** @type {number} */ value) => String(Math.round(value * 1000) / 1000);
  console.log(`${"".padEnd(width)}  ${"goal".padStart(6)}  ${"figure".padStart(8)}`);
  for (const { what, goal, figure } of rows) {
    const missed = figure <= goal ? "" : "  missed";
    console.log(`${what.padEnd(width)}  ${`<= ${goal}`.padStart(6)}  ${round(figure).padStart(8)}${missed}`);
  }
  if (rows.some(({ goal, figure }) => !(figure <= goal))) process.exitCode = 1;
}

bench().catch(report);
