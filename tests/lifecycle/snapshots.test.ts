import { findSnapshots, type Query } from "../../provider/snapshots";
import { type Simulator, startSimulator } from "../../simulator";

const settingsOf = (cloud: Simulator) => (name: string) =>
  ({ "squarecloud:apiKey": cloud.apiKey, "squarecloud:baseUrl": cloud.url })[name];

const find = (query: Query, cloud: Simulator) => findSnapshots(query, settingsOf(cloud));

const day = (n: number) => new Date(Date.now() - n * 86_400_000);

async function stocked() {
  const cloud = await startSimulator();
  const { databaseId, applicationId } = cloud;
  const other = cloud.addDatabase();
  const [oldest, daily, latest] = [
    cloud.addSnapshot(databaseId, { takenAt: day(9), origin: "manual", old: true }),
    cloud.addSnapshot(databaseId, { takenAt: day(2), origin: "automatic" }),
    cloud.addSnapshot(databaseId, { takenAt: day(1), origin: "manual" }),
  ];
  const app = cloud.addSnapshot(applicationId, { takenAt: day(3), origin: "manual" });
  const others = cloud.addSnapshot(other, { takenAt: day(4), origin: null });
  return { cloud, databaseId, applicationId, other, oldest, daily, latest, app, others };
}

const idsOf = (found: { versionId: string }[]) => found.map(({ versionId }) => versionId);

test("a target's snapshots come newest first, with an id that Snapshot.get takes", async () => {
  const { cloud, databaseId, oldest, daily, latest } = await stocked();
  await using _ = cloud;
  const found = await find({ databaseId: databaseId.toUpperCase() }, cloud);
  expect(idsOf(found)).toEqual(idsOf([latest, daily, oldest]));
  expect(found[0]).toMatchObject({
    id: `databases/${databaseId}/${latest.versionId}`,
    kind: "database",
    targetId: databaseId,
    snapshotId: latest.snapshotId,
    createdAt: latest.takenAt.toISOString(),
    origin: "manual",
    url: expect.stringContaining(cloud.url),
  });
});

test("an account's snapshots are those of both kinds, or of one", async () => {
  const { cloud, applicationId, oldest, daily, latest, app, others } = await stocked();
  await using _ = cloud;
  expect(idsOf(await find({}, cloud))).toEqual(idsOf([latest, daily, app, others, oldest]));
  expect(idsOf(await find({ kind: "database" }, cloud))).toEqual(idsOf([latest, daily, others, oldest]));
  const apps = await find({ kind: "application" }, cloud);
  expect(apps).toMatchObject([{ versionId: app.versionId, targetId: applicationId, kind: "application" }]);
});

test("the origin filters, and one that is not told is neither", async () => {
  const { cloud, databaseId, other, daily } = await stocked();
  await using _ = cloud;
  expect(idsOf(await find({ databaseId, origin: "automatic" }, cloud))).toEqual([daily.versionId]);
  expect(await find({ databaseId: other, origin: "manual" }, cloud)).toEqual([]);
});

const wrong: { query: object; says: RegExp }[] = [
  { query: { databaseId: "x" }, says: /^databaseId: must be a database's id/ },
  {
    query: { databaseId: "a".repeat(32), applicationId: "b".repeat(32) },
    says: /^applicationId: give one target/,
  },
  { query: { kind: "bucket" }, says: /^kind: must be "database" or "application"/ },
  { query: { origin: "daily" }, says: /^origin: must be "automatic"/ },
  { query: { databseId: "a".repeat(32) }, says: /^databseId: is no input/ },
];

test.each(wrong)("$query is refused by name, before anything is asked", async ({ query, says }) => {
  await using cloud = await startSimulator();
  await expect(find(query, cloud)).rejects.toThrow(says);
  expect(cloud.requests()).toEqual([]);
});

test("without a key it says where to give one", async () => {
  await expect(findSnapshots({}, () => undefined)).rejects.toThrow(/SQUARECLOUD_API_KEY/);
});

test("the account's listing takes a paid plan, and says so", async () => {
  await using cloud = await startSimulator({ paidPlan: false });
  await expect(find({}, cloud)).rejects.toThrow(/UPGRADE_REQUIRED.*Upgrade the plan/);
});
