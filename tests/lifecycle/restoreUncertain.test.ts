import type { RestoreState } from "../../provider/restore/state";
import type { Fault } from "../../simulator";
import { type Cloud, errorOf, goOn, leftBy, restore, simulate } from "./simulate";

type Row = { name: string; fault: Fault; applied: number };

const brief: Row[] = [
  { name: "reset before handling", fault: "reset before handling", applied: 0 },
  { name: "reset while handling", fault: "reset while handling", applied: 1 },
  { name: "reset after handling", fault: "reset after handling", applied: 1 },
  { name: "HTML 502 before handling", fault: "HTML 502 before handling", applied: 0 },
  { name: "HTML 502 after handling", fault: "HTML 502 after handling", applied: 1 },
  { name: "HTML 504 while handling", fault: "HTML 504 while handling", applied: 1 },
  { name: "HTML 504 after handling", fault: "HTML 504 after handling", applied: 1 },
  { name: "503 before handling", fault: "503 before handling", applied: 0 },
  { name: "503 after handling", fault: "503 after handling", applied: 1 },
  { name: "500", fault: { code: "INTERNAL_SERVER_ERROR", status: 500 }, applied: 0 },
  { name: "500 with a refusal's code", fault: { code: "DATABASE_NOT_FOUND", status: 500 }, applied: 0 },
  { name: "503 with a limit's code", fault: { code: "RATE_LIMITED", status: 503 }, applied: 0 },
  { name: "invalid JSON", fault: "invalid JSON", applied: 1 },
  { name: "truncated JSON", fault: "truncated JSON", applied: 1 },
  { name: "empty body", fault: "empty body", applied: 1 },
  { name: "null body", fault: "null body", applied: 1 },
  {
    name: "202, which no restore is known to answer",
    fault: { code: "SNAPSHOT_PROCESSING", status: 202 },
    applied: 0,
  },
  { name: "body cut in half", fault: "cut the body", applied: 1 },
  { name: "body cut at its start", fault: { cutAfter: 0 }, applied: 1 },
];
const long: Row[] = [
  { name: "no answer at all", fault: "hang", applied: 0 },
  { name: "no answer in time", fault: { delay: 10_000 }, applied: 1 },
];

/** A run that asks for a restore whose answer is lost, and what it leaves. */
async function lose(cloud: Cloud, fault: Fault, more = {}) {
  const { databaseId } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId, { data: "then" });
  const inputs = { databaseId, snapshotId, versionId, triggers: ["a1"], __provider: "code", ...more };
  cloud.next("restore", fault);
  const left = await leftBy<RestoreState>(restore(inputs, cloud.account));
  return { inputs, left };
}

const explained =
  /^database [a-f0-9]{32}: .*nobody knows whether live data was overwritten.*"assumeRestored".*"retry".*`triggers`\.$/;

test.each([...brief, ...long])(
  "$name: 1 POST, a partial resource, and no run does anything about it unasked",
  async ({ fault, applied }) => {
    await using cloud = await simulate({ rate: 120 });
    const { inputs, left } = await lose(cloud, fault);
    const requestedAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
    expect(left.properties).toEqual({ ...inputs, status: "unknown", requestedAt });
    expect(left.id).toMatch(`databases/${cloud.databaseId}/`);
    expect(left.message).toMatch(explained);
    expect(left.message).not.toMatch(/\n\s+at /);
    expect(left.reasons).toEqual([left.message]);

    for (const news of [inputs, { ...inputs, onUnknownOutcome: "fail" as const, timeouts: {} }]) {
      const work = goOn(left.id, left.properties, news, cloud.run().account);
      const again = await leftBy<RestoreState>(work);
      expect(again.id).toBe(left.id);
      expect(again.properties).toEqual({ ...left.properties, ...news });
      expect(again.message).toMatch(explained);
    }
    expect(cloud.requests("restore")).toHaveLength(1);
    expect(cloud.restores(cloud.databaseId)).toHaveLength(applied);
  },
);

test.each(brief)("$name, assumeRestored: restored, and nothing is sent", async ({ fault, applied }) => {
  await using cloud = await simulate({ rate: 120 });
  const { inputs, left } = await lose(cloud, fault);
  const sent = cloud.requests().length;
  const news = { ...inputs, onUnknownOutcome: "assumeRestored" } as const;
  const outs = await goOn(left.id, left.properties, news, cloud.run().account);
  const { requestedAt: restoredAt } = { requestedAt: "", ...left.properties };
  expect(outs).toEqual({ ...news, status: "restored", restoredAt });
  expect(cloud.requests()).toHaveLength(sent);
  expect(cloud.restores(cloud.databaseId)).toHaveLength(applied);
});

test.each(brief)("$name, retry: 1 more POST, then restored", async ({ fault, applied }) => {
  await using cloud = await simulate({ rate: 300 });
  const { inputs, left } = await lose(cloud, fault);
  cloud.advance(120);
  cloud.write(cloud.databaseId, "now");
  const news = { ...inputs, onUnknownOutcome: "retry" } as const;
  const outs = await goOn(left.id, left.properties, news, cloud.run().account);
  expect(outs).toEqual({ ...news, status: "restored", restoredAt: expect.any(String) });
  expect(cloud.requests("restore")).toHaveLength(2);
  expect(cloud.restores(cloud.databaseId)).toHaveLength(applied + 1);
  expect(cloud.read(cloud.databaseId)).toBe("then");
});

test("a retry while the first may still run is refused, sends nothing else and leaves the state", async () => {
  await using cloud = await simulate();
  const { inputs, left } = await lose(cloud, "reset while handling");
  const work = goOn(left.id, left.properties, { ...inputs, onUnknownOutcome: "retry" }, cloud.run().account);
  const error = await errorOf(work);
  expect(error.message).toMatch(/KEEP_CALM.*an earlier run, or somebody else, has restored/);
  expect(error).not.toHaveProperty("id");
  expect(cloud.restores(cloud.databaseId)).toHaveLength(1);
});

test("a retry whose answer is lost too is as unknown as the first", async () => {
  await using cloud = await simulate();
  const { inputs, left } = await lose(cloud, "reset before handling");
  cloud.next("restore", "reset while handling");
  cloud.advance(60);
  const news = { ...inputs, onUnknownOutcome: "retry" } as const;
  const again = await leftBy<RestoreState>(goOn(left.id, left.properties, news, cloud.run().account));
  expect(again.id).toBe(left.id);
  expect(again.properties).toMatchObject({ status: "unknown", onUnknownOutcome: "retry" });
  expect(again.properties).not.toMatchObject({ requestedAt: Object(left.properties).requestedAt });
  expect(cloud.requests("restore")).toHaveLength(2);
  expect(cloud.restores(cloud.databaseId)).toHaveLength(1);
});

test("a run that was killed over it, assumeRestored: restored, and nothing is sent", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId);
  const attempt = { databaseId, snapshotId, versionId };
  const inputs = { ...attempt, onUnknownOutcome: "assumeRestored" } as const;
  const { id, outs } = await restore(
    { ...inputs, interrupted: [attempt], safetySnapshot: true },
    cloud.account,
  );
  expect(id).toMatch(`databases/${databaseId}/`);
  expect(outs).toEqual({ ...inputs, status: "restored", restoredAt: expect.any(String) });
  expect(cloud.requests()).toEqual([]);
  expect(cloud.lines).toEqual([
    expect.stringMatching(
      /^warning: database .* held to be restored .*--clear-pending-creates` removes it\.$/,
    ),
  ]);
});

test("a run that was killed over it, retry: 1 POST, then restored", async () => {
  await using cloud = await simulate({ rate: 120 });
  const { databaseId } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId);
  const attempt = { databaseId, snapshotId, versionId };
  const inputs = { ...attempt, onUnknownOutcome: "retry" as const, interrupted: [attempt] };
  const { outs } = await restore(inputs, cloud.account);
  expect(outs).toMatchObject({ status: "restored" });
  expect(cloud.restores(databaseId)).toHaveLength(1);
});

test("assumeRestored without any doubt restores as ever", async () => {
  await using cloud = await simulate({ rate: 120 });
  const { databaseId } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId);
  const inputs = { databaseId, snapshotId, versionId, onUnknownOutcome: "assumeRestored" as const };
  await restore(inputs, cloud.account);
  expect(cloud.restores(databaseId)).toHaveLength(1);
});
