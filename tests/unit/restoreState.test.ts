import { runtime } from "@pulumi/pulumi";
import { areKnown, sameAttempt, samePoint, sameTarget, sameTriggers } from "../../provider/restore/attempt";
import { sayForgotten } from "../../provider/restore/delete";
import {
  type Receipt,
  type RestoreInputs,
  receiptOf,
  type SafetySnapshot,
  stateOf,
} from "../../provider/restore/state";

const databaseId = "a".repeat(32);
const inputs: RestoreInputs = {
  ...{ databaseId, snapshotId: "s", versionId: "v1", triggers: [1], onUnknownOutcome: "fail" },
  ...{ timeouts: { create: "1h" }, __provider: "code" },
};
const time = "2026-01-01T00:00:00.000Z";
const safetySnapshot: SafetySnapshot = {
  ...{ status: "available", snapshotId: "s", versionId: "v0" },
  createdAt: time,
  expiresAt: "2026-01-31T00:00:00.000Z",
};

const receipts: Receipt[] = [
  { status: "pending" },
  { status: "pending", safetySnapshot: { status: "pending", requestedAt: time } },
  { status: "unknown", requestedAt: time },
  { status: "unknown", requestedAt: time, safetySnapshot },
  { status: "settling", restoredAt: time },
  { status: "settling", restoredAt: time, safetySnapshot },
  { status: "restored", restoredAt: time },
  { status: "restored", restoredAt: time, safetySnapshot },
];

test.each(receipts)("the state keeps the inputs and %j, and gives the receipt back", (receipt) => {
  const state = stateOf({ ...inputs, safetySnapshot: true }, receipt);
  expect(state).toEqual({ ...inputs, ...receipt });
  expect(receiptOf(state)).toEqual(receipt);
});

test.each(receipts)("deleting %j says what that means, and where its safety snapshot stays", (receipt) => {
  const said = sayForgotten(stateOf(inputs, receipt));
  const what =
    receipt.status === "pending"
      ? "forgotten; nothing was restored"
      : "the restore of v1 is forgotten, and the data stays as it is; declared again, it would overwrite the data again";
  const isKept = receipt.safetySnapshot?.status === "available";
  const where = isKept ? "; its safety snapshot v0 stays at Square Cloud until 2026-01-31T00:00:00.000Z" : "";
  expect(said).toBe(`database ${databaseId}: ${what}${where}`);
});

const unknown = runtime.unknownValue;
const marker = "4dabf18193072939515e22adb298388d";
const secret = { [marker]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };

test.each([
  { a: [1, "2", { c: null }], b: [1, "2", { c: null }], same: true },
  { a: undefined, b: null, same: true },
  { a: undefined, b: [], same: true },
  { a: [], b: [1], same: false },
  { a: [1], b: ["1"], same: false },
  { a: [0], b: [false], same: false },
  { a: [{}], b: [[]], same: false },
  { a: [{ b: 1 }], b: [{ b: 1, c: 2 }], same: false },
  { a: ["x"], b: [unknown], same: true },
  { a: unknown, b: ["x"], same: true },
  { a: [secret], b: ["x"], same: true },
  { a: [marker], b: ["x"], same: true },
  { a: marker, b: ["x"], same: true },
  { a: [{ x: marker, y: 1 }], b: [{ x: "x", y: 2 }], same: false },
  { a: [[{ x: secret, y: 1 }]], b: [[{ x: "x", y: 1 }]], same: true },
  { a: [[{ x: secret, y: 1 }]], b: [[{ x: "x", y: 2 }]], same: false },
])("triggers $a and $b are the same: $same", ({ a, b, same }) => {
  expect(sameTriggers({ triggers: a }, { triggers: b })).toBe(same);
  expect(sameTriggers({ triggers: b }, { triggers: a })).toBe(same);
});

test("a target is its kind and its id, without the workspace", () => {
  const [id, other] = ["a".repeat(32), "b".repeat(32)];
  expect(sameTarget({ applicationId: id }, { applicationId: `${id}-c1` })).toBe(true);
  expect(sameTarget({ applicationId: id }, { applicationId: other })).toBe(false);
  expect(sameTarget({ applicationId: id }, { databaseId: id })).toBe(false);
  expect(sameTarget({ databaseId: unknown }, { databaseId: id })).toBe(true);
});

test("an attempt is a target, a snapshot, a version and triggers, and nothing else", () => {
  const one = { databaseId, snapshotId: "s", versionId: "v", triggers: [1] };
  expect(sameAttempt(one, { ...one, safetySnapshot: true, onUnknownOutcome: "retry", __provider: "p" })).toBe(
    true,
  );
  for (const change of [{ snapshotId: "s2" }, { versionId: "v2" }, { triggers: [2] }, { databaseId: "b" }]) {
    expect(sameAttempt(one, { ...one, ...change })).toBe(false);
  }
  expect(samePoint(one, { ...one, triggers: [2] })).toBe(true);
});

test("what holds anything unknown is not known", () => {
  expect(areKnown("x", [{ a: 1 }], undefined, null)).toBe(true);
  expect(areKnown("x", unknown)).toBe(false);
  expect(areKnown([{ a: [unknown] }])).toBe(false);
});
