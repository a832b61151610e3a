import { type Cloud, create, happened, simulate } from "./simulate";

const MINUTE = 60_000;
const ago = (cloud: Cloud, ms: number) => new Date(cloud.now().getTime() - ms);
const asked = (cloud: Cloud) => () => cloud.requests("create").length > 0;

/** The manual snapshot that came of the only POST: the youngest of all that there is. */
const own = (cloud: Cloud, id = cloud.databaseId) =>
  cloud.versions(id).findLast(({ origin }) => origin !== "automatic");

test.each([
  { names: "suffixed", capture: 20 },
  { names: "suffixed", capture: 120 },
  { names: "bare", capture: 20 },
  { names: "bare", capture: 120 },
] as const)(
  "$names names, $capture s: an automatic snapshot in between is not taken for ours",
  async ({ names, capture }) => {
    await using cloud = await simulate({ rate: 120 });
    const databaseId = cloud.addDatabase({ names, captureSeconds: capture });
    const creating = create({ databaseId }, cloud.account);
    await happened(asked(cloud), cloud.account);
    const automatic = cloud.addSnapshot(databaseId, { origin: "automatic" });
    const { outs } = await creating;
    expect(outs.versionId).not.toBe(automatic.versionId);
    expect(outs.versionId).toBe(own(cloud, databaseId)?.versionId);
  },
);

test.each([
  { answer: "200", capture: 20 },
  { answer: "202", capture: 120 },
])("$answer: somebody else's earlier snapshot is not taken for ours", async ({ capture }) => {
  await using cloud = await simulate({ rate: 120 });
  cloud.setCapture(cloud.databaseId, capture);
  cloud.addSnapshot(cloud.databaseId, { takenAt: ago(cloud, MINUTE) });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(outs.versionId).toBe(own(cloud)?.versionId);
});

test("another target's snapshot, whose id begins alike, is not taken for ours", async () => {
  await using cloud = await simulate({ rate: 120 });
  const other = cloud.addDatabase({ captureSeconds: 1 });
  const creating = create({ databaseId: cloud.databaseId }, cloud.account);
  await create({ databaseId: other }, cloud.account);
  expect((await creating).outs.snapshotId).toMatch(cloud.databaseId);
});

test.each(["manual", null] as const)(
  "an old-style item of origin %s is found, and its link built",
  async (origin) => {
    await using cloud = await simulate({ rate: 120 });
    const { databaseId, accountId } = cloud;
    cloud.next("create", "reset before handling");
    const creating = create({ databaseId }, cloud.account);
    await happened(asked(cloud), cloud.account);
    const ours = cloud.addSnapshot(databaseId, { old: true, origin });
    const { outs } = await creating;
    expect(outs.versionId).toBe(ours.versionId);
    expect(outs.url).toBe(
      `https://snapshots.squarecloud.app/databases/${accountId}/${ours.snapshotId}.zip?${outs.key}`,
    );
  },
);

test("a `modified` that lies before the POST, as it is cut to whole seconds, is found", async () => {
  await using cloud = await simulate({ rate: 1, startsAt: new Date("2026-01-01T00:00:00.300Z") });
  cloud.setCapture(cloud.databaseId, 0);
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  const [post] = cloud.requests("create");
  expect(Date.parse(outs.createdAt)).toBeLessThan(Number(post?.at));
  expect(outs.versionId).toBe(own(cloud)?.versionId);
});

test("two that wait for one target at once get each its own", async () => {
  await using cloud = await simulate({ rate: 150 });
  const { databaseId } = cloud;
  cloud.setCapture(databaseId, 250);
  cloud.write(databaseId, "before");
  const first = create({ databaseId }, cloud.account);
  await happened(asked(cloud), cloud.account);
  cloud.write(databaseId, "after");
  const second = create({ databaseId }, cloud.account);
  const versionIds = (await Promise.all([first, second])).map(({ outs }) => outs.versionId);
  expect(cloud.versions(databaseId)).toMatchObject([
    { data: "before", versionId: versionIds[0] },
    { data: "after", versionId: versionIds[1] },
  ]);
});

describe.each([
  { apart: "an hour ahead", hours: 1 },
  { apart: "an hour behind", hours: -1 },
])("with a server clock $apart", ({ hours }) => {
  const startsAt = () => new Date(Date.now() + hours * 60 * MINUTE);

  test.each([
    { answer: "200", fault: undefined, capture: 20 },
    { answer: "202", fault: undefined, capture: 120 },
    { answer: "no answer", fault: "reset while handling", capture: 20 },
  ] as const)("$answer: finds its own, and times are the server's", async ({ fault, capture }) => {
    await using cloud = await simulate({ rate: 120, startsAt: startsAt() });
    cloud.setCapture(cloud.databaseId, capture);
    const earlier = cloud.addSnapshot(cloud.databaseId, { takenAt: ago(cloud, 10 * MINUTE) });
    if (fault) cloud.next("create", fault);
    const { outs } = await create(
      { databaseId: cloud.databaseId, timeouts: { create: "10m" } },
      cloud.account,
    );
    expect(outs.versionId).not.toBe(earlier.versionId);
    expect(outs.versionId).toBe(own(cloud)?.versionId);
    expect(outs.createdAt).toBe(own(cloud)?.takenAt.toISOString());
  });

  test("reuseWithin measures by the server's clock", async () => {
    await using cloud = await simulate({ rate: 120, startsAt: startsAt() });
    cloud.addSnapshot(cloud.databaseId, { takenAt: ago(cloud, 15 * MINUTE) });
    const { versionId } = cloud.addSnapshot(cloud.databaseId, { takenAt: ago(cloud, 5 * MINUTE) });
    const inputs = { databaseId: cloud.databaseId, reuseWithin: "10m" };
    expect((await create(inputs, cloud.account)).outs.versionId).toBe(versionId);
    const { outs } = await create(inputs, cloud.account);
    expect(outs.versionId).toBe(own(cloud)?.versionId);
  });
});
