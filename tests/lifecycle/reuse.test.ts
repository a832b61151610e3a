import { accepted, type Cloud, create, errorOf, happened, simulate } from "./simulate";

const ago = (cloud: Cloud, minutes: number) => new Date(cloud.now().getTime() - minutes * 60_000);

test("a manual snapshot that is no older is taken over, rather than quota spent", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  cloud.addSnapshot(databaseId, { takenAt: ago(cloud, 8) });
  const newest = cloud.addSnapshot(databaseId, { takenAt: ago(cloud, 5) });
  const { id, outs } = await create({ databaseId, reuseWithin: "10m" }, cloud.account);
  expect(id).toBe(`databases/${databaseId}/${newest.versionId}`);
  expect(outs).toMatchObject({ status: "available", reuseWithin: "10m", versionId: newest.versionId });
  expect(cloud.requests().map(({ call }) => call)).toEqual(["list"]);
});

test.each([
  { what: "an older one", options: { minutes: 11 } },
  { what: "an automatic one", options: { minutes: 1, origin: "automatic" } },
] as const)("$what is not taken over", async ({ options: { minutes, ...rest } }) => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  const other = cloud.addSnapshot(databaseId, { takenAt: ago(cloud, minutes), ...rest });
  const { outs } = await create({ databaseId, reuseWithin: "10m" }, cloud.account);
  expect(outs.versionId).not.toBe(other.versionId);
  expect(cloud.requests("create")).toHaveLength(1);
});

test("without reuseWithin nothing is taken over", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  const other = cloud.addSnapshot(databaseId, { takenAt: ago(cloud, 1) });
  const { outs } = await create({ databaseId }, cloud.account);
  expect(outs.versionId).not.toBe(other.versionId);
});

test("what another snapshot of this run has taken, or taken over, is not taken over again", async () => {
  await using cloud = await simulate({ rate: 300 });
  const { databaseId } = cloud;
  cloud.addSnapshot(databaseId, { takenAt: ago(cloud, 1) });
  const created = [];
  for (let i = 0; i < 3; i++) created.push(await create({ databaseId, reuseWithin: "1h" }, cloud.account));
  expect(new Set(created.map(({ id }) => id)).size).toBe(3);
  expect(accepted(cloud)).toHaveLength(2);
});

test("what another snapshot of this run still waits for is not taken over", async () => {
  await using cloud = await simulate({ rate: 30 });
  const { databaseId } = cloud;
  cloud.setCapture(databaseId, 120);
  const first = create({ databaseId }, cloud.account);
  await happened(() => cloud.versions(databaseId).length === 1, cloud.account);
  const inputs = { databaseId, reuseWithin: "10m", timeouts: { create: "30s" } };
  const error = await errorOf(create(inputs, cloud.account));
  expect(error.message).toMatch(/no snapshot could be asked for within 30s/);
  expect(cloud.versions(databaseId)).toMatchObject([{ versionId: (await first).outs.versionId }]);
});

test("what a killed run left is taken over once it appears, while KEEP_CALM is waited out", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  cloud.setCapture(databaseId, 60);
  cloud.next("create", "reset while handling");
  const killed = { databaseId, timeouts: { create: "1s" } };
  const { account } = cloud.run({ baseUrl: new URL(cloud.url) });
  const dying = errorOf(create(killed, account));
  await happened(() => cloud.requests("create").length === 1, account);
  const { outs } = await create({ databaseId, reuseWithin: "10m" }, cloud.account);
  expect(cloud.versions(databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(accepted(cloud)).toEqual([]);
  await dying;
});

test("a listing that cannot be read starts nothing", async () => {
  await using cloud = await simulate({ rate: 300 });
  cloud.next("list", { code: "MISSING_SCOPE", status: 403 });
  const inputs = { databaseId: cloud.databaseId, reuseWithin: "10m" };
  const error = await errorOf(create(inputs, cloud.account));
  expect(error.message).toContain("MISSING_SCOPE");
  expect(error).not.toHaveProperty("id");
  expect(cloud.requests("create")).toEqual([]);
});
