import { serverTime } from "../../provider/api/serverTime";
import type { Version } from "../../provider/api/version";
import { type Outcome, type Request, sentRequest, versionOf } from "../../provider/request";

const id = "a".repeat(32);
const SINCE = 1_000_000;
const ANSWERED = SINCE + 20_000;

const version = (versionId: string, seconds: number, changes: Partial<Version> = {}): Version => ({
  ...{ snapshotId: `${id}_postgres_manual`, versionId, takenAt: SINCE + seconds * 1_000 },
  ...{ size: 1, origin: "manual", url: "", key: "" },
  ...changes,
});

const request = (outcome: Outcome): Request => ({
  target: { kind: "database", id },
  outcome,
  since: () => SINCE,
  answered: () => ANSWERED,
});

const found = (outcome: Outcome, versions: Version[], claimed: string[] = []) =>
  versionOf(request(outcome), versions, new Set(claimed))?.versionId;

test.each<{ why: string; versions: Version[]; claimed?: string[]; is: string | undefined }>([
  { why: "nothing", versions: [], is: undefined },
  { why: "one before the request", versions: [version("a", -3)], is: undefined },
  { why: "one that was cut to before the request", versions: [version("a", -1)], is: "a" },
  { why: "an automatic one", versions: [version("a", 5, { origin: "automatic" })], is: undefined },
  { why: "one without an origin", versions: [version("a", 5, { origin: undefined })], is: "a" },
  { why: "another target's", versions: [version("a", 5, { snapshotId: "b".repeat(32) })], is: undefined },
  { why: "a bare name", versions: [version("a", 5, { snapshotId: id })], is: "a" },
  { why: "a claimed one", versions: [version("a", 5)], claimed: ["a"], is: undefined },
  { why: "two, unordered", versions: [version("b", 9), version("a", 5)], is: "a" },
])("of $why, a request that goes on, or had no answer, takes $is", ({ versions, claimed, is }) => {
  expect(found("processing", versions, claimed)).toBe(is);
  expect(found("unknown", versions, claimed)).toBe(is);
});

test("a ready request takes the newest that was there when the answer came", () => {
  expect(found("ready", [version("c", 60), version("a", 5), version("b", 20)])).toBe("b");
});

test("a ready request takes the oldest where none was there yet", () => {
  expect(found("ready", [version("c", 60), version("d", 90)])).toBe("c");
});

test("a request's times are the server's once an answer has told them, and ours before", () => {
  const time = serverTime();
  const sent = sentRequest({ kind: "database", id }, "unknown", 5_000, 9_000, time);
  expect([sent.since(), sent.answered?.()]).toEqual([5_000, 9_000]);
  time.note(new Date(3_610_000).toUTCString(), 10_000);
  expect([sent.since(), sent.answered?.()]).toEqual([3_605_000, 3_609_000]);
});
