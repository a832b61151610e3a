import { runtime } from "@pulumi/pulumi";
import { diffRestore } from "../../provider/restore/diff";
import { type Progress, type RestoreInputs, type RestoreState, stateOf } from "../../provider/restore/state";

const [a, b] = ["a".repeat(32), "b".repeat(32)];
const time = "2026-01-01T00:00:00.000Z";
const unknown = runtime.unknownValue;

const base: RestoreInputs = { databaseId: a, snapshotId: "s", versionId: "v", triggers: ["1"] };
const progress: { [status: string]: Progress } = {
  pending: { status: "pending" },
  unknown: { status: "unknown", requestedAt: time },
  settling: { status: "settling", restoredAt: time },
  restored: { status: "restored", restoredAt: time },
};
const statuses = Object.keys(progress);
const decisions = [undefined, "fail", "assumeRestored", "retry"] as const;

const restoreThatIs = (status: string, inputs = base): RestoreState =>
  stateOf(inputs, progress[status] ?? { status: "pending" });

type Row = { change: string; olds?: RestoreInputs; news: RestoreInputs; replaces: string[] };
const application: RestoreInputs = { applicationId: a, snapshotId: "s", versionId: "v" };
const { triggers: _, ...untriggered } = base;

const anew: Row[] = [
  { change: "another database", news: { ...base, databaseId: b }, replaces: ["databaseId"] },
  {
    change: "an application instead",
    news: { ...application, triggers: ["1"] },
    replaces: ["applicationId"],
  },
  {
    change: "another application",
    olds: application,
    news: { ...application, applicationId: b },
    replaces: ["applicationId"],
  },
  { change: "another trigger", news: { ...base, triggers: ["2"] }, replaces: ["triggers"] },
  { change: "one more trigger", news: { ...base, triggers: ["1", "2"] }, replaces: ["triggers"] },
  { change: "no triggers any more", news: untriggered, replaces: ["triggers"] },
  {
    change: "another trigger, beside one that is not known yet",
    news: { ...base, triggers: ["2", unknown] },
    replaces: ["triggers"],
  },
  {
    change: "another trigger, of a database that is not known yet",
    news: { ...base, databaseId: unknown, triggers: ["2"] },
    replaces: ["triggers"],
  },
  {
    change: "an application that is not known yet instead",
    news: { ...application, applicationId: unknown, triggers: ["1"] },
    replaces: ["applicationId"],
  },
  {
    change: "target and triggers",
    news: { ...base, databaseId: b, triggers: [] },
    replaces: ["databaseId", "triggers"],
  },
];

describe.each(statuses)("a restore that is %s", (status) => {
  test.each(anew)("$change: restores anew, before the old one is forgotten", ({ olds, news, replaces }) => {
    const reasons = status === "pending" ? [...replaces, "status"] : replaces;
    const expected = { changes: true, replaces: reasons, deleteBeforeReplace: false };
    for (const onUnknownOutcome of ["fail", "assumeRestored", "retry"] as const) {
      expect(diffRestore(restoreThatIs(status, olds), { ...news, onUnknownOutcome })).toEqual(expected);
    }
  });
});

describe.each(["settling", "restored"])("a restore that is %s", (status) => {
  test.each(decisions)("onUnknownOutcome %s: is gone on with unless it is restored", (onUnknownOutcome) => {
    const news = { ...base, ...(onUnknownOutcome && { onUnknownOutcome }) };
    const expected = { changes: status !== "restored", replaces: [], deleteBeforeReplace: false };
    expect(diffRestore(restoreThatIs(status), news)).toEqual(expected);
  });
});

const unknowns: { what: string; olds?: RestoreInputs; news: RestoreInputs }[] = [
  { what: "a database", news: { ...base, databaseId: unknown } },
  { what: "an application", olds: application, news: { ...application, applicationId: unknown } },
  { what: "a trigger", news: { ...base, triggers: [unknown] } },
  { what: "all triggers", news: Object.assign({ ...base }, { triggers: unknown }) },
];

describe.each(unknowns)("$what that is not known yet, and may stay as it is", ({ olds, news }) => {
  test.each(["unknown", "settling", "restored"])("does not restore one anew that is %s", (status) => {
    const expected = { changes: true, replaces: [], deleteBeforeReplace: false };
    expect(diffRestore(restoreThatIs(status, olds), news)).toEqual(expected);
  });
});

test("a restore that was not sent yet is replaced, so that it is sent from a create", () => {
  for (const onUnknownOutcome of decisions) {
    const news = { ...base, ...(onUnknownOutcome && { onUnknownOutcome }) };
    const expected = { changes: true, replaces: ["status"], deleteBeforeReplace: false };
    expect(diffRestore(restoreThatIs("pending"), news)).toEqual(expected);
  }
});

describe("a restore of which nobody knows the outcome", () => {
  test.each([undefined, "fail"] as const)("onUnknownOutcome %s: says so, in preview already", (outcome) => {
    const news = { ...base, ...(outcome && { onUnknownOutcome: outcome }) };
    expect(() => diffRestore(restoreThatIs("unknown"), news)).toThrow(
      /^database a{32}: the restore asked for at 2026\S+ had no answer, so nobody knows.*"assumeRestored".*"retry".*`triggers`/,
    );
  });

  test.each(["assumeRestored", "retry"] as const)("onUnknownOutcome %s: an update", (onUnknownOutcome) => {
    const expected = { changes: true, replaces: [], deleteBeforeReplace: false };
    expect(diffRestore(restoreThatIs("unknown"), { ...base, onUnknownOutcome })).toEqual(expected);
  });

  test("what the state says of the decision does not count, what the program says does", () => {
    const olds = restoreThatIs("unknown", { ...base, onUnknownOutcome: "retry" });
    expect(() => diffRestore(olds, base)).toThrow(/nobody knows/);
  });
});

test.each<{ change: string; olds?: RestoreInputs; news: RestoreInputs }>([
  { change: "nothing", news: base },
  { change: "another snapshot, which check has let through", news: { ...base, versionId: "v2" } },
  { change: "a snapshot that is not known yet", news: { ...base, snapshotId: unknown, versionId: unknown } },
  { change: "safetySnapshot", news: { ...base, safetySnapshot: true } },
  { change: "timeouts", news: { ...base, timeouts: { create: "1h" } } },
  { change: "the provider's code", news: { ...base, __provider: "newer" } },
  { change: "no triggers for an empty list of them", olds: untriggered, news: { ...base, triggers: [] } },
  { change: "a workspace", olds: application, news: { ...application, applicationId: `${a}-b1` } },
])("$change: what was restored stays", ({ olds, news }) => {
  expect(diffRestore(restoreThatIs("restored", olds), news)).toMatchObject({ changes: false, replaces: [] });
});
