import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { eventually } from "./eventually";
import { type Platform, startPlatform } from "./platform";
import { createStack, RATE, type Service, type Stack, type StackOptions } from "./stack";

jest.setTimeout(180_000);

/** A stack of one of the examples, as it stands. */
const example = (name: string, cloud: Service, options: StackOptions = {}): Promise<Stack> =>
  createStack(cloud, "", { project: ["examples"], directory: join("examples", name), ...options });

const outputs = async (stack: Stack) => JSON.parse((await stack.cli("stack", "output", "--json")).stdout);

const GONE = "select to_regclass('orders') is null as gone";
const ORDERS = "select count(*)::int, md5(string_agg(orders::text, ';' order by id)) from orders";
const REST = `select orders_id_seq.last_value as orders, customers_id_seq.last_value as customers, md5(names)
  from orders_id_seq, customers_id_seq, (select string_agg(customers::text, ';' order by id) as names from customers)`;

const isGone = async ({ drill }: Platform) => (await drill.query(GONE)).rows[0].gone;

test("restore-drill: a migration destroys a table of PostgreSQL, and the stack brings it back", async () => {
  await using platform = await startPlatform();
  const { productionId, drillId, drillUrl, production, drill } = platform;
  await using stack = await example("restore-drill", platform);
  await stack.configure({ plain: { productionId, drillId }, secret: { drillUrl } });
  expect(await isGone(platform)).toBe(true);

  const seen = async () => {
    await eventually(async () => !(await isGone(platform)));
    const { rows } = await drill.query(ORDERS);
    await eventually(() => isGone(platform));
    return rows;
  };
  const [before] = await Promise.all([seen(), stack.run("up")]);
  expect(before).toEqual([{ count: 300, md5: expect.any(String) }]);
  for (const content of [ORDERS, REST]) {
    expect((await drill.query(content)).rows).toEqual((await production.query(content)).rows);
  }
  expect((await drill.query(ORDERS)).rows).toEqual(before);
  const whole = [
    { table: "customers", rows: 20 },
    { table: "orders", rows: 300 },
  ];
  expect(await outputs(stack)).toMatchObject({
    rows: { before: whole, after: whole.slice(0, 1), end: whole },
  });
  expect(await platform.archives()).toEqual([
    expect.stringMatching(/^PK.*-- PostgreSQL database dump\n.*INSERT INTO public\.orders VALUES \(300, /s),
  ]);
  expect(await stack.stored()).not.toContain(new URL(drillUrl).password);

  expect((await stack.run("up")).steps).toEqual([]);
  expect(await platform.day()).toEqual({ snapshots: 1, restores: 2 });
  await stack.run("up");
  expect((await drill.query(ORDERS)).rows).toEqual((await production.query(ORDERS)).rows);
  expect(await outputs(stack)).toMatchObject({ rows: { end: [{}, { table: "orders", rows: 600 }] } });
  expect(await platform.day()).toEqual({ snapshots: 2, restores: 4 });
});

test("restore-drill: one that ends with other rows than it began with fails", async () => {
  await using platform = await startPlatform();
  const { productionId, drillId, drillUrl } = platform;
  await using stack = await example("restore-drill", platform);
  const check = "select nextval('customers_id_seq')::int as next"; // the first is in the snapshot
  await stack.configure({ plain: { productionId, drillId, check }, secret: { drillUrl } });
  const { printed } = await stack.fail("up");
  expect(printed).toContain('not what they should be. Expected: [{"next":21}]. Found: [{"next":22}].');
  expect(Object.keys(await stack.state())).not.toContain("end");
});

test("clone-to-staging: each new snapshot of production is restored once, after one of staging", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId: productionId } = cloud;
  const stagingId = cloud.addDatabase({ data: "of staging" });
  cloud.write(productionId, "of production");
  await using stack = await example("clone-to-staging", cloud);
  await stack.configure({ plain: { productionId, stagingId, asOf: "1" } });

  await stack.run("up");
  expect(cloud.read(stagingId)).toBe("of production");
  expect(cloud.versions(stagingId)).toMatchObject([{ data: "of staging" }]);
  await stack.run("up");
  expect(cloud.restores(stagingId)).toHaveLength(1);

  cloud.advance(600);
  cloud.write(productionId, "of production, later");
  await stack.configure({ plain: { asOf: "2" } });
  await stack.run("up");
  expect(cloud.restores(stagingId)).toHaveLength(2);
  expect(cloud.read(stagingId)).toBe("of production, later");
});

test("two-accounts: each snapshot is in its own account", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const client = cloud.addAccount();
  const clientDatabaseId = client.addDatabase();
  await using stack = await example("two-accounts", cloud, { accounts: [client] });
  await stack.configure({
    plain: { ownDatabaseId: cloud.databaseId, clientDatabaseId, clientBaseUrl: cloud.url },
    secret: { clientKey: client.apiKey },
  });
  await stack.run("up");
  expect(await outputs(stack)).toEqual({
    versions: {
      own: cloud.versions(cloud.databaseId)[0]?.versionId,
      client: client.versions(clientDatabaseId)[0]?.versionId,
    },
  });
});

test("nightly: each night adds a local copy, of which the newest are kept", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await example("nightly", cloud);
  const copies = () => readdir(join(stack.folder, "examples", "nightly", "backups"));
  await stack.configure({ plain: { databaseId: cloud.databaseId, night: "1", keep: "1" } });
  await stack.run("up");
  const [first] = await copies();
  expect(await outputs(stack)).toMatchObject({ archive: { path: expect.stringContaining(`/${first}`) } });

  cloud.advance(86_400);
  await stack.configure({ plain: { night: "2" } });
  await stack.run("up");
  const [second, ...rest] = await copies();
  expect(rest).toEqual([]);
  expect(second).not.toBe(first);
  expect(cloud.versions(cloud.databaseId)).toHaveLength(2);
});

test("github-actions: a failed run is rolled back once, and its re-run backs up and migrates anew", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  await using stack = await example("github-actions", cloud);
  const migrate = `echo migrated >> "${join(stack.folder, "ran")}"`;
  await stack.configure({ plain: { databaseId, migrate } });
  const take = async (step: string, run: string) => {
    for (const command of await commandsOf(step)) {
      await stack.cli(
        ...command.map((word) => word.replace(/^"\$GITHUB_RUN_ID-\$GITHUB_RUN_ATTEMPT"$/, run)),
      );
    }
  };

  cloud.write(databaseId, "before the migration");
  await take("Back up, then migrate", "1-1");
  cloud.write(databaseId, "migrated");
  cloud.advance(600);
  await take("Roll the data back", "1-1");
  expect(cloud.read(databaseId)).toBe("before the migration");

  // The machine of a re-run has no `rollback`.
  await stack.cli("config", "rm", "rollback");
  cloud.write(databaseId, "before the migration, and written since");
  cloud.advance(600);
  await take("Back up, then migrate", "1-2");
  expect(await stack.ran()).toEqual(["migrated", "migrated"]);
  expect(cloud.restores(databaseId)).toHaveLength(1);
  cloud.write(databaseId, "migrated");
  cloud.advance(600);
  await take("Roll the data back", "1-2");
  expect(cloud.restores(databaseId)).toHaveLength(2);
  expect(cloud.read(databaseId)).toBe("before the migration, and written since");
});

/** The arguments of the CLI in a step of the pipeline. */
async function commandsOf(step: string): Promise<string[][]> {
  const file = join(__dirname, "..", "..", "examples", "github-actions", "deploy.yaml");
  const [, text = ""] = (await readFile(file, "utf8")).split(`- name: ${step}\n`);
  const [own = ""] = text.split("- name: ");
  const commands = [...own.matchAll(/^ +pulumi (.+)$/gm)].map(([, words = ""]) => words.split(" "));
  expect(commands.map(([verb]) => verb)).toEqual(["config", "up"]);
  return commands;
}

test("backup-before-deploy: its own folder is a project too", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId, applicationId } = cloud;
  await using stack = await example("backup-before-deploy", cloud);
  await stack.configure({
    plain: { smallDatabaseId: databaseId, largeDatabaseId: cloud.addDatabase(), applicationId },
  });
  expect((await stack.run("preview")).steps).toHaveLength(4);
});
