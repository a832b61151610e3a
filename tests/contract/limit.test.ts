import { startSimulator } from "../../simulator";
import { ask, create, list, outcome, restore } from "./ask";

test("creates: one per 5 s and account, one per 180 s and target; what is refused does not count", async () => {
  await using cloud = await startSimulator();
  const [first, second] = [
    cloud.addDatabase({ captureSeconds: 0 }),
    cloud.addDatabase({ captureSeconds: 0 }),
  ];
  expect(outcome(await create(cloud, first))).toBe("success");
  expect(outcome(await create(cloud, second))).toBe("KEEP_CALM");
  cloud.advance(5);
  expect(outcome(await create(cloud, second))).toBe("success");
  cloud.advance(150);
  expect(outcome(await create(cloud, first))).toBe("KEEP_CALM");
  cloud.advance(25);
  expect(outcome(await create(cloud, first))).toBe("success");
  expect(cloud.versions(first)).toHaveLength(2);
});

test("restores: one per 60 s and account, one per 120 s and target; what is refused does not count", async () => {
  await using cloud = await startSimulator();
  const [first, second] = [cloud.databaseId, cloud.addDatabase()];
  const wanted = cloud.addSnapshot(first);
  expect(outcome(await restore(cloud, { ...wanted, versionId: "A".repeat(32) }))).toBe("SNAPSHOT_NOT_FOUND");
  expect(outcome(await restore(cloud, wanted, first))).toBe("success");
  expect(outcome(await restore(cloud, wanted, second))).toBe("KEEP_CALM");
  cloud.advance(60);
  expect(outcome(await restore(cloud, wanted, second))).toBe("success");
  expect(outcome(await restore(cloud, wanted, first))).toBe("KEEP_CALM");
  cloud.advance(60);
  expect(outcome(await restore(cloud, wanted, first))).toBe("success");
  expect(cloud.restores(first)).toHaveLength(2);
});

test("the plan allows (MB / 256) x 2 snapshots in any 24 h", async () => {
  await using cloud = await startSimulator({ planMemory: 512 });
  cloud.setCapture(cloud.databaseId, 0);
  for (let i = 0; i < 4; i++) {
    expect(outcome(await create(cloud))).toBe("success");
    cloud.advance(3_600);
  }
  expect(outcome(await create(cloud))).toBe("DAILY_SNAPSHOTS_LIMIT_REACHED");
  cloud.advance(20 * 3_600);
  expect(outcome(await create(cloud))).toBe("success");
  cloud.advance(180);
  expect(outcome(await create(cloud))).toBe("DAILY_SNAPSHOTS_LIMIT_REACHED");
});

test("one request too many in 60 s blocks every key of the account for 30 min, and nobody else", async () => {
  await using cloud = await startSimulator({ requestsPerMinute: 3 });
  const otherKey = cloud.addKey({});
  const stranger = cloud.addAccount();
  const me = (apiKey: string) => ask(cloud, "GET", "/v2/users/me", { apiKey });
  for (const key of [cloud.apiKey, otherKey, cloud.apiKey]) expect(outcome(await me(key))).toBe("success");
  cloud.advance(30);
  expect(outcome(await me(cloud.apiKey))).toBe("RATE_LIMITED");
  cloud.advance(29 * 60);
  expect(outcome(await me(otherKey))).toBe("RATE_LIMITED");
  expect(outcome(await me(stranger.apiKey))).toBe("success");
  cloud.advance(60);
  expect(outcome(await me(otherKey))).toBe("success");
});

test("the budget slides", async () => {
  await using cloud = await startSimulator({ requestsPerMinute: 2 });
  for (let i = 0; i < 6; i++) {
    expect(outcome(await ask(cloud, "GET", "/v2/users/me"))).toBe("success");
    cloud.advance(30);
  }
});

test("downloads cost no budget", async () => {
  await using cloud = await startSimulator({ requestsPerMinute: 2 });
  cloud.addSnapshot(cloud.databaseId);
  const [item] = await list(cloud);
  for (let i = 0; i < 3; i++) expect((await fetch(item?.url ?? "")).status).toBe(200);
  expect(outcome(await ask(cloud, "GET", "/v2/users/me"))).toBe("success");
});

test("checks come in the order of key, budget, scope, target, cooldown, quota", async () => {
  await using cloud = await startSimulator({ planMemory: 256 });
  const id = cloud.addDatabase({ captureSeconds: 0 });
  const nowhere = "f".repeat(32);
  await create(cloud, id);
  cloud.advance(200);
  await create(cloud, id);
  expect(outcome(await create(cloud, id))).toBe("KEEP_CALM");
  cloud.advance(200);
  expect(outcome(await create(cloud, id))).toBe("DAILY_SNAPSHOTS_LIMIT_REACHED");
  expect(outcome(await create(cloud, nowhere))).toBe("DATABASE_NOT_FOUND");
  const apiKey = cloud.addKey({ scopes: [] });
  expect(outcome(await create(cloud, nowhere, { apiKey }))).toBe("MISSING_SCOPE");
  cloud.block();
  expect(outcome(await create(cloud, nowhere, { apiKey }))).toBe("RATE_LIMITED");
  expect(outcome(await create(cloud, nowhere, { apiKey: "nobody" }))).toBe("ACCESS_DENIED");
});

test("another account's targets are not found and its snapshots cannot be restored", async () => {
  await using cloud = await startSimulator();
  const other = cloud.addAccount();
  const theirs = other.addDatabase();
  const wanted = other.addSnapshot(theirs);
  expect(outcome(await ask(cloud, "GET", `/v2/databases/${theirs}`))).toBe("DATABASE_NOT_FOUND");
  expect(outcome(await restore(cloud, wanted))).toBe("SNAPSHOT_NOT_FOUND");
  expect(await list(cloud, theirs, { apiKey: other.apiKey })).toHaveLength(1);
});
