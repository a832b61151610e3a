import { type Simulator, startSimulator } from "../../simulator";
import { ask, create, type Item, list, outcome } from "./ask";

const minutes = (count: number) => count * 60;

const listAccount = (cloud: Simulator, scope = "databases") =>
  ask<Item[]>(cloud, "GET", `/v2/users/snapshots?scope=${scope}`);

test.each([
  { clearsListingCache: true, listed: 1 },
  { clearsListingCache: false, listed: 0 },
])(
  "with clearsListingCache $clearsListingCache a finished snapshot is listed $listed times before 30 min",
  async ({ clearsListingCache, listed }) => {
    await using cloud = await startSimulator({ clearsListingCache });
    cloud.setCapture(cloud.databaseId, 0);
    expect(await list(cloud)).toEqual([]);
    expect((await listAccount(cloud)).body.response).toEqual([]);
    await create(cloud);
    cloud.advance(minutes(29));
    expect(await list(cloud)).toHaveLength(listed);
    expect((await listAccount(cloud)).body.response).toHaveLength(listed);
    expect(cloud.versions(cloud.databaseId)).toHaveLength(1);
    cloud.advance(minutes(2));
    expect(await list(cloud)).toHaveLength(1);
    expect((await listAccount(cloud)).body.response).toHaveLength(1);
  },
);

test("a cached listing keeps its links, a new one signs them anew", async () => {
  await using cloud = await startSimulator();
  cloud.addSnapshot(cloud.databaseId);
  const [first] = await list(cloud);
  cloud.advance(minutes(10));
  expect(await list(cloud)).toEqual([first]);
  cloud.advance(minutes(21));
  const [later] = await list(cloud);
  expect(later?.version_id).toBe(first?.version_id);
  expect(later?.key).not.toBe(first?.key);
});

test("the order of a listing is no order", async () => {
  await using cloud = await startSimulator();
  for (let i = 0; i < 20; i++)
    cloud.addSnapshot(cloud.databaseId, { takenAt: new Date(Date.now() - i * 60_000) });
  const listed = (await list(cloud)).map(({ version_id }) => version_id);
  const byAge = cloud.versions(cloud.databaseId).map(({ versionId }) => versionId);
  expect(listed).not.toEqual(byAge);
  expect(listed).not.toEqual([...byAge].reverse());
  expect([...listed].sort()).toEqual([...byAge].sort());
});

test("an old item has neither version_id nor url, and its key holds the version", async () => {
  await using cloud = await startSimulator();
  const { versionId, origin } = cloud.addSnapshot(cloud.databaseId, { old: true });
  const [item] = await list(cloud, cloud.databaseId, { validated: false });
  expect(Object.keys(item ?? {}).sort()).toEqual(["key", "modified", "name", "size"]);
  expect(item?.name).toBe(cloud.databaseId);
  expect(new URLSearchParams(item?.key).get("versionId")).toBe(versionId);
  expect(origin).toBeNull();
});

test("archives vanish 30 days after they were taken", async () => {
  await using cloud = await startSimulator({ requestsPerMinute: 100 });
  const day = 24 * 3_600_000;
  cloud.addSnapshot(cloud.databaseId, { takenAt: new Date(cloud.now().getTime() - 29 * day) });
  const [item] = await list(cloud);
  cloud.advance(day / 1_000 + 1);
  expect(cloud.versions(cloud.databaseId)).toEqual([]);
  expect(await list(cloud)).toEqual([]);
  expect((await fetch(item?.url ?? "")).status).toBe(404);
});

test.each([
  { wholeSecondTimes: true, modified: "2026-01-01T00:00:01.000Z" },
  { wholeSecondTimes: false, modified: "2026-01-01T00:00:01.900Z" },
])(
  "with wholeSecondTimes $wholeSecondTimes `modified` is $modified",
  async ({ wholeSecondTimes, modified }) => {
    await using cloud = await startSimulator({
      wholeSecondTimes,
      startsAt: new Date("2026-01-01T00:10:00Z"),
    });
    cloud.addSnapshot(cloud.databaseId, { takenAt: new Date("2026-01-01T00:00:01.900Z") });
    expect(await list(cloud)).toMatchObject([{ modified }]);
  },
);

test("the account's listing holds all targets of a kind, applications by default", async () => {
  await using cloud = await startSimulator();
  const other = cloud.addDatabase();
  cloud.addSnapshot(cloud.databaseId);
  cloud.addSnapshot(other);
  const { snapshotId } = cloud.addSnapshot(cloud.applicationId);
  cloud.addAccount();
  const databases = await listAccount(cloud);
  expect(databases.body.response.map(({ name }) => name.slice(0, 32)).sort()).toEqual(
    [cloud.databaseId, other].sort(),
  );
  const { body } = await ask(cloud, "GET", "/v2/users/snapshots");
  expect(body.response).toMatchObject([{ name: snapshotId }]);
});

test("the account's listing takes 3 calls past its cache in 60 s, then is blocked for 5 min", async () => {
  await using cloud = await startSimulator();
  const uncached = () => {
    cloud.addSnapshot(cloud.databaseId);
    return listAccount(cloud);
  };
  expect(outcome(await listAccount(cloud, "applications"))).toBe("success");
  for (let i = 0; i < 2; i++) expect(outcome(await uncached())).toBe("success");
  for (let i = 0; i < 3; i++) expect(outcome(await listAccount(cloud))).toBe("success");
  expect(outcome(await uncached())).toBe("RATE_LIMITED");
  expect(outcome(await ask(cloud, "GET", "/v2/users/me"))).toBe("success");
  cloud.advance(minutes(4));
  for (const scope of ["databases", "applications"]) {
    expect(outcome(await listAccount(cloud, scope))).toBe("RATE_LIMITED");
  }
  cloud.advance(minutes(1));
  expect(outcome(await listAccount(cloud))).toBe("success");
});
