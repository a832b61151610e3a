import { diffRestore } from "../../provider/restore/diff";
import type { RestoreInputs, RestoreState } from "../../provider/restore/state";
import { type Cloud, errorOf, goOn, leftBy, restore, simulate } from "./simulate";

/** A database that held "then" when a snapshot of it was taken, and holds "now". */
function prepare(cloud: Cloud): RestoreInputs & { databaseId: string } {
  const { databaseId } = cloud;
  const takenAt = new Date(+cloud.now() - 600_000);
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId, { data: "then", takenAt });
  cloud.write(databaseId, "now");
  cloud.setCapture(databaseId, 5);
  return { databaseId, snapshotId, versionId, safetySnapshot: true };
}

/** The inputs as the state keeps them. */
const kept = ({ safetySnapshot: _, ...inputs }: RestoreInputs) => inputs;

/** What the archive that a state calls its safety snapshot holds. */
function heldBy({ safetySnapshot }: RestoreState, cloud: Cloud): string | undefined {
  const wanted = { versionId: "", ...safetySnapshot };
  return cloud.versions(cloud.databaseId).find(({ versionId }) => versionId === wanted.versionId)?.data;
}

test("a safety snapshot is taken first and waited for, and holds the data from before", async () => {
  await using cloud = await simulate({ rate: 120 });
  cloud.setCapture(cloud.databaseId, 5);
  const inputs = prepare(cloud);
  const { outs } = await restore(inputs, cloud.account);
  const [, safety] = cloud.versions(inputs.databaseId);
  expect(safety).toMatchObject({ data: "now" });
  expect(outs).toEqual({
    ...kept(inputs),
    status: "restored",
    restoredAt: expect.any(String),
    safetySnapshot: {
      status: "available",
      snapshotId: safety?.snapshotId,
      versionId: safety?.versionId,
      createdAt: safety?.takenAt.toISOString(),
      expiresAt: new Date(Number(safety?.takenAt) + 30 * 24 * 3_600_000).toISOString(),
    },
  });
  expect(cloud.read(inputs.databaseId)).toBe("then");
  const calls = cloud.requests().map(({ call }) => call);
  expect(calls.slice(0, 4)).toEqual(["create", "list", "status", "restore"]);
  expect(cloud.lines[0]).toBe(`database ${inputs.databaseId}: a safety snapshot comes first`);
});

test("an application's safety snapshot is of its own route", async () => {
  await using cloud = await simulate({ rate: 120 });
  const { applicationId } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(applicationId, {
    ...{ data: "then", takenAt: new Date(+cloud.now() - 600_000) },
  });
  const inputs = { applicationId, snapshotId, versionId, safetySnapshot: true };
  const { outs } = await restore(inputs, cloud.account);
  expect(outs).toMatchObject({ applicationId, safetySnapshot: { status: "available" } });
  expect(cloud.versions(applicationId)).toHaveLength(2);
  expect(cloud.restores(applicationId)).toMatchObject([{ versionId }]);
});

test("a safety snapshot whose answer is lost is found, and then comes the restore", async () => {
  await using cloud = await simulate({ rate: 240 });
  cloud.next("create", "reset while handling");
  const inputs = prepare(cloud);
  const { outs } = await restore(inputs, cloud.account);
  expect(heldBy(outs, cloud)).toBe("now");
  expect(cloud.requests("create")).toHaveLength(1);
  expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
});

test.each([
  { what: "the capture fails", code: "SNAPSHOT_FAILED", fault: "capture fails" },
  {
    what: "the quota is used up",
    code: "DAILY_SNAPSHOTS_LIMIT_REACHED",
    fault: { code: "DAILY_SNAPSHOTS_LIMIT_REACHED", status: 429 },
  },
  { what: "the key may not", code: "MISSING_SCOPE", fault: { code: "MISSING_SCOPE", status: 403 } },
] as const)("$what: nothing is restored, and nothing is stored", async ({ code, fault }) => {
  await using cloud = await simulate({ rate: 240 });
  cloud.next("create", fault);
  const inputs = prepare(cloud);
  const error = await errorOf(restore(inputs, cloud.account));
  expect(error).toMatchObject({ code });
  expect(error).not.toHaveProperty("id");
  expect(cloud.requests("restore")).toEqual([]);
  expect(cloud.read(inputs.databaseId)).toBe("now");
});

test("a safety snapshot that was never taken: nothing is restored, and nothing is stored", async () => {
  await using cloud = await simulate({ rate: 1_200 });
  cloud.next("create", "reset before handling");
  const inputs = prepare(cloud);
  const error = await errorOf(restore(inputs, cloud.account));
  expect(error.message).toMatch(/it was never taken/);
  expect(error).not.toHaveProperty("id");
  expect(cloud.requests("restore")).toEqual([]);
});

test("a safety snapshot that is not there in time is in the state, nothing is restored, and the next run does it all anew", async () => {
  await using cloud = await simulate({ rate: 1_200 });
  cloud.next("create", "capture fails in the background");
  const inputs = prepare(cloud);
  const left = await leftBy<RestoreState>(restore(inputs, cloud.account));
  expect(left.properties).toEqual({
    ...kept(inputs),
    status: "pending",
    safetySnapshot: { status: "pending", requestedAt: expect.stringMatching(/^20.*Z$/) },
  });
  expect(left.message).toMatch(/is not listed after .* Nothing was restored\.$/);
  expect(left.message).not.toMatch(/\n\s+at /);
  expect(cloud.requests("restore")).toEqual([]);

  expect(diffRestore(left.properties, inputs).replaces).toEqual(["status"]);
  const { outs } = await restore(inputs, cloud.run().account);
  expect(outs.status).toBe("restored");
  expect(heldBy(outs, cloud)).toBe("now");
  expect(cloud.requests("create")).toHaveLength(2);
  expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
});

test.each([
  { what: "KEEP_CALM", fault: { code: "KEEP_CALM", status: 429 } },
  { what: "SNAPSHOT_NOT_FOUND", fault: { code: "SNAPSHOT_NOT_FOUND", status: 404 } },
])(
  "a restore refused with $what after it: the state keeps it, and the next run does it all anew",
  async ({ what, fault }) => {
    await using cloud = await simulate({ rate: 240 });
    const inputs = prepare(cloud);
    cloud.next("restore", fault);
    const left = await leftBy<RestoreState>(restore(inputs, cloud.account));
    expect(left.properties).toMatchObject({ status: "pending", safetySnapshot: { status: "available" } });
    expect(heldBy(left.properties, cloud)).toBe("now");
    expect(left.message).toContain(what);
    expect(left.message).toMatch(
      /the safety snapshot is kept, and the next `pulumi up` takes another and restores\.$/,
    );
    expect(cloud.restores(inputs.databaseId)).toEqual([]);

    cloud.advance(180);
    cloud.write(inputs.databaseId, "later");
    expect(diffRestore(left.properties, inputs).replaces).toEqual(["status"]);
    const { outs } = await restore(inputs, cloud.run().account);
    expect(outs.status).toBe("restored");
    expect(heldBy(outs, cloud)).toBe("later");
    expect(cloud.read(inputs.databaseId)).toBe("then");
    expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
  },
);

describe("a restore whose answer is lost after it", () => {
  async function lose(cloud: Cloud) {
    const inputs = prepare(cloud);
    cloud.next("restore", "reset before handling");
    const left = await leftBy<RestoreState>(restore(inputs, cloud.account));
    expect(left.properties).toMatchObject({ status: "unknown", safetySnapshot: { status: "available" } });
    return { inputs, left };
  }

  test("assumeRestored keeps it", async () => {
    await using cloud = await simulate({ rate: 120 });
    const { inputs, left } = await lose(cloud);
    const news = { ...inputs, onUnknownOutcome: "assumeRestored" } as const;
    const outs = await goOn(left.id, left.properties, news, cloud.run().account);
    expect(outs).toMatchObject({ status: "restored", safetySnapshot: left.properties.safetySnapshot });
    expect(cloud.requests("restore")).toHaveLength(1);
  });

  test("retry without another one keeps it", async () => {
    await using cloud = await simulate({ rate: 120 });
    const { inputs, left } = await lose(cloud);
    const news = { ...inputs, safetySnapshot: false, onUnknownOutcome: "retry" } as const;
    const outs = await goOn(left.id, left.properties, news, cloud.run().account);
    expect(outs).toMatchObject({ status: "restored", safetySnapshot: left.properties.safetySnapshot });
    expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
  });

  test("retry that is refused after another one leaves the outcome unknown, and assumeRestored sends nothing", async () => {
    await using cloud = await simulate({ rate: 240 });
    const { inputs, left } = await lose(cloud);
    cloud.advance(180);
    cloud.next("restore", { code: "KEEP_CALM", status: 429 });
    const retried = { ...inputs, onUnknownOutcome: "retry" } as const;
    const again = await leftBy<RestoreState>(goOn(left.id, left.properties, retried, cloud.run().account));
    const { requestedAt } = { requestedAt: "", ...left.properties };
    expect(again.properties).toMatchObject({ status: "unknown", requestedAt });
    expect(again.message).toMatch(/the next `pulumi up` does as `onUnknownOutcome` says\.$/);
    expect(again.properties.safetySnapshot).not.toEqual(left.properties.safetySnapshot);
    expect(heldBy(again.properties, cloud)).toBe("now");

    const assumed = { ...inputs, onUnknownOutcome: "assumeRestored" } as const;
    const outs = await goOn(again.id, again.properties, assumed, cloud.run().account);
    expect(outs.status).toBe("restored");
    expect(cloud.restores(inputs.databaseId)).toEqual([]);
  });
});

test("a target that does not run again in time keeps it through the next run", async () => {
  await using cloud = await simulate({ rate: 240 });
  const inputs = { ...prepare(cloud), timeouts: { create: "2m" } };
  cloud.next("status", { code: "DATABASE_NOT_FOUND", status: 404 }, { after: 1 });
  const left = await leftBy<RestoreState>(restore(inputs, cloud.account));
  expect(left.properties).toMatchObject({ status: "settling" });
  const outs = await goOn(left.id, left.properties, inputs, cloud.run().account);
  expect(outs).toMatchObject({ status: "restored", safetySnapshot: left.properties.safetySnapshot });
  expect(cloud.requests("restore")).toHaveLength(1);
});
