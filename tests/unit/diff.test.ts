import { runtime } from "@pulumi/pulumi";
import { checkSnapshot } from "../../provider/snapshot/check";
import { diffSnapshot } from "../../provider/snapshot/diff";
import type { FinishedSnapshot, SnapshotInputs, SnapshotState } from "../../provider/snapshot/state";

const [a, b] = ["a".repeat(32), "b".repeat(32)];

const finished: FinishedSnapshot = {
  ...{ status: "available", snapshotId: a, versionId: "v", size: 1, url: "u", key: "k" },
  ...{ createdAt: "2026-01-01T00:00:00.000Z", expiresAt: "2026-01-31T00:00:00.000Z" },
};
const unfinished = (status: "pending" | "failed", outcome: "processing" | "unknown") => ({
  ...{ status, outcome },
  requestedAt: "2026-01-01T00:00:00.000Z",
});

type Row = { change: string; olds?: SnapshotInputs; news?: SnapshotInputs };
const database: SnapshotInputs = { databaseId: a };

function difference({ olds = database, news = olds }: Omit<Row, "change">, outputs: object = finished) {
  return diffSnapshot({ ...olds, ...outputs } as SnapshotState, news);
}

test.each<Row & { replaces: string[] }>([
  { change: "another database", news: { databaseId: b }, replaces: ["databaseId"] },
  { change: "an application instead", news: { applicationId: a }, replaces: ["applicationId"] },
  {
    change: "another application",
    olds: { applicationId: a },
    news: { applicationId: b },
    replaces: ["applicationId"],
  },
  {
    change: "a database that is not known yet",
    news: { databaseId: runtime.unknownValue },
    replaces: ["databaseId"],
  },
  {
    change: "another trigger",
    olds: { ...database, triggers: ["1"] },
    news: { ...database, triggers: ["2"] },
    replaces: ["triggers"],
  },
  { change: "a first trigger", news: { ...database, triggers: ["1"] }, replaces: ["triggers"] },
  {
    change: "no triggers any more",
    olds: { ...database, triggers: [1] },
    news: database,
    replaces: ["triggers"],
  },
  {
    change: "another order of triggers",
    olds: { ...database, triggers: [1, 2] },
    news: { ...database, triggers: [2, 1] },
    replaces: ["triggers"],
  },
  {
    change: "a trigger that is not known yet",
    olds: { ...database, triggers: ["1"] },
    news: { ...database, triggers: [runtime.unknownValue] },
    replaces: ["triggers"],
  },
  {
    change: "target and triggers",
    news: { databaseId: b, triggers: [1] },
    replaces: ["databaseId", "triggers"],
  },
])("$change: a new snapshot, before the old one is forgotten", ({ replaces, ...row }) => {
  expect(difference(row)).toEqual({ changes: true, replaces, deleteBeforeReplace: false });
});

test.each<Row>([
  { change: "reuseWithin", news: { ...database, reuseWithin: "1h" } },
  { change: "downloadTo", news: { ...database, downloadTo: "a.zip" } },
  { change: "onExpiry", news: { ...database, onExpiry: "replace" } },
  { change: "timeouts", news: { ...database, timeouts: { create: "1h" } } },
  { change: "no timeouts any more", olds: { ...database, timeouts: { create: "1h" } }, news: database },
  { change: "a workspace", olds: { applicationId: a }, news: { applicationId: `${a}-b1` } },
])("$change: an update, no new snapshot", (row) => {
  expect(difference(row)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });
});

test.each<Row>([
  { change: "nothing" },
  { change: "no triggers for an empty list of them", olds: { ...database, triggers: [] }, news: database },
  {
    change: "equal triggers",
    olds: { ...database, triggers: [{ a: [1] }] },
    news: { ...database, triggers: [{ a: [1] }] },
  },
  {
    change: "equal inputs",
    olds: { ...database, reuseWithin: "1h", onExpiry: "keep", timeouts: { create: "1h" } },
    news: { ...database, reuseWithin: "1h", onExpiry: "keep", timeouts: { create: "1h" } },
  },
  { change: "the provider's code", news: { ...database, __provider: "newer" } },
])("$change: no change", (row) => {
  expect(difference(row)).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
});

test("another spelling of the same id is no change", () => {
  const { inputs } = checkSnapshot({ databaseId: ` ${a.toUpperCase()} ` });
  expect(difference({ news: inputs })).toMatchObject({ changes: false, replaces: [] });
});

test.each([
  { status: "pending", outputs: unfinished("pending", "processing"), replaces: [] },
  { status: "failed", outputs: unfinished("failed", "unknown"), replaces: ["status"] },
])("a $status snapshot with equal inputs changes; replaced for: $replaces", ({ outputs, replaces }) => {
  expect(difference({}, outputs)).toMatchObject({ changes: true, replaces });
});

const archive = { path: "/a.zip", size: 1, sha256: "5" };

test.each([
  { what: "there", outputs: { ...finished, archive }, changes: false },
  { what: "lost", outputs: finished, changes: true },
  { what: "lost, and past its 30 days", outputs: { ...finished, status: "expired" }, changes: false },
])("a local copy that is $what: changes $changes", ({ outputs, changes }) => {
  expect(difference({ olds: { ...database, downloadTo: "a.zip" } }, outputs)).toMatchObject({
    changes,
    replaces: [],
  });
});

test("a pending snapshot whose triggers changed is replaced", () => {
  const row = { news: { ...database, triggers: [2] } };
  expect(difference(row, unfinished("pending", "processing"))).toMatchObject({ replaces: ["triggers"] });
});

test.each([
  { onExpiry: undefined, expected: { changes: false, replaces: [] } },
  { onExpiry: "keep", expected: { changes: false, replaces: [] } },
  { onExpiry: "replace", expected: { changes: true, replaces: ["expiresAt"] } },
] as const)("an expired snapshot with onExpiry $onExpiry: $expected", ({ onExpiry, expected }) => {
  const olds = onExpiry ? { ...database, onExpiry } : database;
  expect(difference({ olds }, { ...finished, status: "expired" })).toMatchObject(expected);
  expect(difference({ olds })).toMatchObject({ changes: false, replaces: [] });
});
