import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Simulator, startSimulator } from "../../simulator";
import { createStack, RATE, type Stack, type StackOptions } from "./stack";

jest.setTimeout(180_000);

/** A stack of one of the examples, as it stands. */
async function example(name: string, cloud: Simulator, options: StackOptions = {}): Promise<Stack> {
  const stack = await createStack(cloud, "", { project: ["examples"], ...options });
  const settings = `name: tested\nruntime: nodejs\nmain: examples/${name}/index.ts\n`;
  await writeFile(join(stack.folder, "Pulumi.yaml"), settings);
  return stack;
}

const outputs = async (stack: Stack) => JSON.parse((await stack.cli("stack", "output", "--json")).stdout);

test("restore-drill: restores the newest automatic snapshot, once for each, and checks it", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId: productionId } = cloud;
  const drillId = cloud.addDatabase();
  const yesterday = new Date(Date.now() - 86_400_000);
  cloud.addSnapshot(productionId, { origin: "automatic", data: "of yesterday", takenAt: yesterday });
  await using stack = await example("restore-drill", cloud);
  await stack.configure({ plain: { productionId, drillId, check: "echo looked" } });

  await stack.run("up");
  expect(cloud.read(drillId)).toBe("of yesterday");
  await stack.run("up");
  expect(cloud.restores(drillId)).toHaveLength(1);

  cloud.advance(3_600);
  const today = cloud.addSnapshot(productionId, { origin: "automatic", data: "of today" });
  await stack.run("up");
  expect(cloud.restores(drillId)).toHaveLength(2);
  expect(cloud.read(drillId)).toBe("of today");
  expect(await outputs(stack)).toMatchObject({ tested: { versionId: today.versionId }, result: "looked" });
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

test("github-actions: a run that rolls back restores once, and the next deployment leaves the data alone", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  cloud.write(databaseId, "before the migration");
  await using stack = await example("github-actions", cloud);
  await stack.configure({ plain: { databaseId, run: "1-1" } });
  await stack.run("up");
  cloud.write(databaseId, "after the migration");

  cloud.advance(600);
  await stack.configure({ plain: { rollback: "1-1" } });
  await stack.run("up");
  expect(cloud.restores(databaseId)).toHaveLength(1);
  expect(cloud.read(databaseId)).toBe("before the migration");

  cloud.advance(600);
  await stack.cli("config", "rm", "rollback");
  await stack.configure({ plain: { run: "1-2" } });
  await stack.run("up");
  expect(cloud.restores(databaseId)).toHaveLength(1);
  expect(cloud.versions(databaseId)).toHaveLength(3);
});
