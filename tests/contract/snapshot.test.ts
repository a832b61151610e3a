import { startSimulator } from "../../simulator";
import { ask, create, list, outcome, snapshotsOf } from "./ask";

const seconds = (from: Date | undefined, to: Date | undefined) => (Number(to) - Number(from)) / 1_000;

test("a create is held until the capture is finished, which is when `modified` is set", async () => {
  await using cloud = await startSimulator({ rate: 60, wholeSecondTimes: false });
  cloud.setCapture(cloud.databaseId, 30);
  expect(outcome(await create(cloud))).toBe("success");
  const [version] = cloud.versions(cloud.databaseId);
  const [request] = cloud.requests("create");
  expect(seconds(request?.at, version?.takenAt)).toBe(30);
  expect(seconds(version?.takenAt, cloud.now())).toBeGreaterThanOrEqual(0);
  expect(await list(cloud)).toMatchObject([
    { version_id: version?.versionId, modified: version?.takenAt.toISOString(), origin: "manual" },
  ]);
});

test("at the soft deadline the answer is 202, and the snapshot appears by itself", async () => {
  await using cloud = await startSimulator({ rate: 600 });
  cloud.setCapture(cloud.databaseId, 10_000);
  const reply = await create(cloud);
  expect([reply.status, outcome(reply)]).toEqual([202, "SNAPSHOT_PROCESSING"]);
  expect(seconds(cloud.requests("create")[0]?.at, cloud.now())).toBeGreaterThanOrEqual(90);
  expect(await list(cloud)).toEqual([]);
  cloud.advance(10_000);
  expect(await list(cloud)).toHaveLength(1);
});

test("a snapshot holds what was there when the capture began", async () => {
  await using cloud = await startSimulator();
  cloud.write(cloud.databaseId, "at the start");
  cloud.next("create", "reset while handling");
  await expect(create(cloud)).rejects.toThrow();
  cloud.write(cloud.databaseId, "during the capture");
  cloud.advance(20);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ data: "at the start", origin: "manual" }]);
  expect(cloud.read(cloud.databaseId)).toBe("during the capture");
});

test("a capture goes on when the client goes away", async () => {
  await using cloud = await startSimulator();
  const client = new AbortController();
  const { signal } = client;
  const headers = { authorization: cloud.apiKey };
  const answer = fetch(cloud.url + snapshotsOf(cloud.databaseId), { method: "POST", headers, signal });
  while (cloud.requests("create").length === 0)
    await ask(cloud, "GET", "/", { validated: false, apiKey: "nobody" });
  client.abort();
  await expect(answer).rejects.toThrow();
  cloud.advance(20);
  expect(cloud.versions(cloud.databaseId)).toHaveLength(1);
});

test.each([
  { fault: "capture fails", outcome: "SNAPSHOT_FAILED" },
  { fault: "capture fails in the background", outcome: "SNAPSHOT_PROCESSING" },
] as const)("$fault: $outcome, and no snapshot ever", async ({ fault, ...expected }) => {
  await using cloud = await startSimulator({ rate: 600 });
  cloud.next("create", fault);
  expect(outcome(await create(cloud))).toBe(expected.outcome);
  cloud.advance(24 * 3_600);
  expect(await list(cloud)).toEqual([]);
});

test("a target that is removed takes its captures with it and leaves its archives", async () => {
  await using cloud = await startSimulator();
  const { versionId } = cloud.addSnapshot(cloud.databaseId);
  cloud.next("create", "reset while handling");
  await expect(create(cloud)).rejects.toThrow();
  cloud.removeTarget(cloud.databaseId);
  cloud.advance(20);
  expect(outcome(await create(cloud))).toBe("DATABASE_NOT_FOUND");
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId }]);
});

test.each([
  { names: "suffixed", origin: "manual", name: "ID_mongo_manual" },
  { names: "suffixed", origin: "automatic", name: "ID_mongo_automatic" },
  { names: "suffixed", origin: null, name: "ID" },
  { names: "bare", origin: "manual", name: "ID" },
  { names: "bare", origin: "automatic", name: "ID" },
] as const)(
  "a $origin snapshot of a target with $names names is called $name",
  async ({ names, origin, name }) => {
    await using cloud = await startSimulator();
    const id = cloud.addDatabase({ names, engine: "mongo" });
    cloud.addSnapshot(id, { origin });
    const runtime = origin === null ? null : "mongo";
    expect(await list(cloud, id)).toMatchObject([{ name: name.replace("ID", id), origin, runtime }]);
  },
);

test("version ids are 32 characters safe in a URL, some with a dot", async () => {
  await using cloud = await startSimulator();
  for (let i = 0; i < 64; i++) cloud.addSnapshot(cloud.databaseId);
  const ids = cloud.versions(cloud.databaseId).map(({ versionId }) => versionId);
  expect(new Set(ids).size).toBe(64);
  for (const id of ids) expect(id).toMatch(/^[\w.-]{32}$/);
  expect(ids.filter((id) => id.includes(".")).length).toBeGreaterThan(0);
  expect(ids.filter((id) => !id.includes(".")).length).toBeGreaterThan(0);
});

test("an application is reached by its id and by `<id>-<workspaceId>`, and its snapshots carry the bare id", async () => {
  await using cloud = await startSimulator();
  const id = cloud.addApplication({ workspaceId: "a1b2-c3", captureSeconds: 0 });
  expect(outcome(await ask(cloud, "POST", `/v2/apps/${id}-a1b2-c3/snapshots`))).toBe("success");
  const { body } = await ask(cloud, "GET", `/v2/apps/${id}-a1b2-c3/snapshots`);
  expect(body.response).toMatchObject([{ name: id }]);
  expect(cloud.requests("create", id)).toHaveLength(1);
  expect(outcome(await ask(cloud, "GET", `/v2/apps/${id}-ffff`))).toBe("APP_NOT_FOUND");
});
