import { startSimulator } from "../../simulator";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

test("a refused snapshot stores nothing and lets nothing run that depends on it", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const unknown = "0".repeat(32);
  await using stack = await createStack(
    cloud,
    `
    const backup = new squarecloud.Snapshot("backup", { databaseId: "${unknown}" });
    new Step("migrate", "after", { dependsOn: backup });
    `,
  );
  const { printed } = await stack.fail("up");
  expect(printed).toContain(
    `error: database ${unknown}: not found: DATABASE_NOT_FOUND (HTTP 404, POST /v2/databases/${unknown}/snapshots). ` +
      "Check the id, and that the key is of the account that owns it.",
  );
  expect(await stack.state()).not.toHaveProperty("backup");
  expect(await stack.ran()).toEqual([]);
});

test("where the API cannot be reached, a refresh fails and the state stays as it is", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  await using stack = await createStack(
    cloud,
    `new squarecloud.Snapshot("backup", { databaseId: "${databaseId}" });`,
  );
  await stack.run("up");
  const { backup } = await stack.state();

  await cloud.close();
  const { printed } = await stack.fail("refresh");
  expect(printed).toContain(`database ${databaseId}: the API could not be reached: ECONNREFUSED`);
  expect((await stack.state()).backup?.outputs.versionId).toEqual(backup?.outputs.versionId);

  expect((await stack.run("up")).steps).toEqual([]);
});
