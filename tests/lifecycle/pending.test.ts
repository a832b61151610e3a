import { diffSnapshot } from "../../provider/snapshot/diff";
import type { SnapshotState } from "../../provider/snapshot/state";
import { updateSnapshot } from "../../provider/snapshot/update";
import { type Cloud, create, happened, leftBy, read, simulate, update } from "./simulate";

const fiveMinutes = { timeouts: { create: "5m" } };

/** A run that asked for a snapshot which is never listed, and gave up. */
function giveUp(cloud: Cloud, inputs = {}) {
  cloud.next("create", "capture fails in the background");
  return leftBy(create({ databaseId: cloud.databaseId, ...fiveMinutes, ...inputs }, cloud.account));
}

test("202, never listed: 1 POST, then a partial resource with all that the next run needs", async () => {
  await using cloud = await simulate({ rate: 600 });
  const inputs = { triggers: ["a1"], reuseWithin: "1m", onExpiry: "keep", __provider: "code" };
  const left = await giveUp(cloud, inputs);
  const requestedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  expect(left.properties).toEqual({
    ...{ databaseId: cloud.databaseId, ...fiveMinutes, ...inputs },
    ...{ status: "pending", requestedAt, outcome: "processing" },
  });
  expect(left.properties).toMatchObject({ requestedAt: left.id.split("/")[2] });
  expect(left.id).toMatch(`databases/${cloud.databaseId}/`);
  expect(left.reasons).toEqual([left.message]);
  expect(left.message).toMatch(/is not listed after .*next `pulumi up` goes on looking.*change `triggers`/);
  expect(cloud.requests("create")).toHaveLength(1);
});

test("a wait shorter than the answer still looks in the listing once", async () => {
  await using cloud = await simulate();
  cloud.setCapture(cloud.databaseId, 60);
  const inputs = { databaseId: cloud.databaseId, timeouts: { create: "30s" } };
  const { outs } = await create(inputs, cloud.account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
});

test("the next run goes on waiting, posts nothing and keeps the id", async () => {
  await using cloud = await simulate({ rate: 600 });
  const left = await giveUp(cloud);
  const { account, lines } = cloud.run();
  const inputs = { databaseId: cloud.databaseId, triggers: ["a1"] };
  const updating = update(left.id, left.properties, inputs, account);
  await happened(() => lines.length > 0, account);
  const { versionId } = cloud.addSnapshot(cloud.databaseId);
  const outs = await updating;
  expect(outs).toMatchObject({ ...inputs, status: "available", versionId });
  expect(outs).not.toHaveProperty("requestedAt");
  expect(outs).not.toHaveProperty("outcome");
  expect(cloud.requests("create")).toHaveLength(1);
});

test("a run after which it is still not listed leaves it as it was", async () => {
  await using cloud = await simulate({ rate: 600 });
  const left = await giveUp(cloud);
  const inputs = { databaseId: cloud.databaseId, ...fiveMinutes };
  const again = await leftBy(update(left.id, left.properties, inputs, cloud.run().account));
  expect(again.id).toBe(left.id);
  expect(again.properties).toEqual(left.properties);
  expect(cloud.requests("create")).toHaveLength(1);
});

test("a request without an answer that was never taken becomes failed, and is replaced by the next run", async () => {
  await using cloud = await simulate({ rate: 1_200 });
  cloud.next("create", "reset before handling");
  const inputs = { databaseId: cloud.databaseId, ...fiveMinutes };
  const left = await leftBy(create(inputs, cloud.account));
  expect(left.properties).toMatchObject({ status: "pending", outcome: "unknown" });

  const news = { databaseId: cloud.databaseId, triggers: ["a1"] };
  const failed = await leftBy(update(left.id, left.properties, news, cloud.run().account));
  expect(failed.id).toBe(left.id);
  const { status: _, ...properties } = left.properties;
  expect(failed.properties).toEqual({ ...properties, timeouts: undefined, ...news, status: "failed" });
  expect(failed.message).toMatch(/never taken\. The next `pulumi up` asks for a new one/);
  expect(diffSnapshot(failed.properties, news).replaces).toEqual(["status"]);
  expect(cloud.requests("create")).toHaveLength(1);
});

test("two runs later, two pending snapshots of one target find each its own", async () => {
  await using cloud = await simulate({ rate: 600 });
  const { databaseId } = cloud;
  const [first, second] = [
    cloud.addSnapshot(databaseId, { takenAt: new Date(+cloud.now() - 300_000) }),
    cloud.addSnapshot(databaseId, { takenAt: new Date(+cloud.now() - 60_000) }),
  ];
  const pendingSince = (secondsAgo: number): SnapshotState => ({
    databaseId,
    status: "pending",
    requestedAt: new Date(+cloud.now() - secondsAgo * 1_000).toISOString(),
    outcome: "processing",
  });
  const { account } = cloud.run();
  const outs = await Promise.all([
    update("b", pendingSince(200), { databaseId }, account),
    update("a", pendingSince(400), { databaseId }, account),
  ]);
  expect(outs.map(({ versionId }) => versionId)).toEqual([second.versionId, first.versionId]);
  expect(cloud.requests("create")).toEqual([]);
});

test("what another snapshot of its run has found is never taken for a pending one's own", async () => {
  await using cloud = await simulate({ rate: 600 });
  const { databaseId } = cloud;
  cloud.next("create", "capture fails in the background");
  const [left, { outs: other }] = await Promise.all([
    leftBy(create({ databaseId, timeouts: { create: "10m" } }, cloud.account)),
    create({ databaseId }, cloud.account),
  ]);
  expect(left.properties).toMatchObject({ status: "pending", others: [other.versionId] });
  expect(await read(left.properties, cloud.run().account)).toEqual(left.properties);

  const inputs = { databaseId, ...fiveMinutes };
  const again = await leftBy(update(left.id, left.properties, inputs, cloud.run().account));
  expect(again.properties).toMatchObject({ others: [other.versionId] });
  const { versionId } = cloud.addSnapshot(databaseId);
  const found = await read(again.properties, cloud.run().account);
  expect(found).toMatchObject({ status: "available", versionId });
  expect(found).not.toHaveProperty("others");
});

test("a refresh completes a pending snapshot that has appeared", async () => {
  await using cloud = await simulate({ rate: 600 });
  const { properties } = await giveUp(cloud, { triggers: ["a1"] });
  const { versionId } = cloud.addSnapshot(cloud.databaseId);
  const state = await read(properties, cloud.run().account);
  expect(state).toMatchObject({ triggers: ["a1"], status: "available", versionId });
  expect(state).not.toHaveProperty("requestedAt");
  expect(cloud.requests("create")).toHaveLength(1);
});

test("a refresh leaves a pending snapshot that has not appeared, and two of them take one version once", async () => {
  await using cloud = await simulate({ rate: 600 });
  const { properties } = await giveUp(cloud);
  const { account, lines } = cloud.run();
  expect(await read(properties, account)).toEqual(properties);
  expect(lines).toEqual([expect.stringMatching(/is not listed yet$/)]);
  cloud.addSnapshot(cloud.databaseId);
  const next = cloud.run();
  const states = [await read(properties, next.account), await read(properties, next.account)];
  expect(states.map(({ status }) => status)).toEqual(["available", "pending"]);
});

test("an update of a finished snapshot takes over the inputs, and opens no account", async () => {
  await using cloud = await simulate();
  const { id, outs } = await create({ databaseId: cloud.databaseId, reuseWithin: "1m" }, cloud.account);
  const news = { databaseId: cloud.databaseId, onExpiry: "replace", timeouts: { create: "1h" } } as const;
  const sent = cloud.requests().length;
  const updated = await updateSnapshot(id, outs, news, () => {
    throw new Error("no account is needed");
  });
  const { reuseWithin: _, ...rest } = outs;
  expect(updated.outs).toEqual({ ...rest, ...news });
  expect(cloud.requests()).toHaveLength(sent);
});
