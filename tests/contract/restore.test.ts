import { type Simulator, startSimulator } from "../../simulator";
import { ask, outcome, restore } from "./ask";

const running = async (cloud: Simulator, id = cloud.databaseId) =>
  (await ask<{ running: boolean }>(cloud, "GET", `/v2/databases/${id}/status`)).body.response.running;

test("a restore is dispatched, stops the target for 60 s, and overwrites what was written meanwhile", async () => {
  await using cloud = await startSimulator();
  const wanted = cloud.addSnapshot(cloud.databaseId, { data: "then" });
  cloud.write(cloud.databaseId, "now");
  expect(await running(cloud)).toBe(true);
  expect(outcome(await restore(cloud, wanted))).toBe("success");
  expect(await running(cloud)).toBe(false);
  expect(cloud.read(cloud.databaseId)).toBe("now");
  cloud.write(cloud.databaseId, "meanwhile");
  cloud.advance(60);
  expect(await running(cloud)).toBe(true);
  expect(cloud.read(cloud.databaseId)).toBe("then");
  const { snapshotId, versionId } = wanted;
  const [request] = cloud.requests("restore");
  expect(cloud.restores(cloud.databaseId)).toEqual([{ at: request?.at, snapshotId, versionId }]);
});

test("a target that did not run before does not run afterwards", async () => {
  await using cloud = await startSimulator();
  const id = cloud.addDatabase({ running: false });
  expect(outcome(await restore(cloud, cloud.addSnapshot(id), id))).toBe("success");
  cloud.advance(60);
  expect(await running(cloud, id)).toBe(false);
});

test("a snapshot can be restored to another target of the same engine, even of a removed one", async () => {
  await using cloud = await startSimulator();
  const wanted = cloud.addSnapshot(cloud.databaseId, { data: "production" });
  const staging = cloud.addDatabase();
  cloud.removeTarget(cloud.databaseId);
  expect(outcome(await restore(cloud, wanted, staging))).toBe("success");
  cloud.advance(60);
  expect(cloud.read(staging)).toBe("production");
});

test("an old snapshot without version_id can be restored with the version in its key", async () => {
  await using cloud = await startSimulator();
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId, { old: true });
  expect(outcome(await restore(cloud, { snapshotId, versionId }))).toBe("success");
});

const good = { snapshotId: "a".repeat(32), versionId: "A".repeat(32) };

test.each([
  { body: {}, code: "MISSING_PARAMETERS" },
  { body: null, code: "MISSING_PARAMETERS" },
  { body: "text", code: "MISSING_PARAMETERS" },
  { body: undefined, code: "MISSING_PARAMETERS" },
  { body: { ...good, snapshotId: "" }, code: "MISSING_PARAMETERS" },
  { body: { ...good, versionId: null }, code: "MISSING_PARAMETERS" },
  { body: { ...good, snapshotId: `${good.snapshotId}-abcd` }, code: "INVALID_SNAPSHOT_ID" },
  { body: { ...good, snapshotId: 1 }, code: "INVALID_SNAPSHOT_ID" },
  { body: { ...good, versionId: "A".repeat(23) }, code: "INVALID_VERSION_ID" },
  { body: { ...good, versionId: "A".repeat(97) }, code: "INVALID_VERSION_ID" },
  { body: { ...good, versionId: ["A"] }, code: "INVALID_VERSION_ID" },
  { body: good, code: "SNAPSHOT_NOT_FOUND" },
])("a restore of $body is $code", async ({ body, code }) => {
  await using cloud = await startSimulator();
  expect(outcome(await restore(cloud, body))).toBe(code);
  expect(cloud.restores(cloud.databaseId)).toEqual([]);
});

test("a version is only found under the name of its own archive, and in its own kind", async () => {
  await using cloud = await startSimulator();
  const { versionId } = cloud.addSnapshot(cloud.databaseId, { origin: "automatic" });
  const snapshotId = `${cloud.databaseId}_postgres_manual`;
  expect(outcome(await restore(cloud, { snapshotId, versionId }))).toBe("SNAPSHOT_NOT_FOUND");
  expect(outcome(await restore(cloud, cloud.addSnapshot(cloud.applicationId)))).toBe("SNAPSHOT_NOT_FOUND");
});
