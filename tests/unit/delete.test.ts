import { sayForgotten } from "../../provider/snapshot/delete";
import type { SnapshotState } from "../../provider/snapshot/state";

const databaseId = "a".repeat(32);
const finished = {
  ...{ databaseId, snapshotId: "s", versionId: "v", size: 1, url: "the url", key: "the key" },
  ...{ createdAt: "2026-01-01T00:00:00.000Z", expiresAt: "2026-01-31T00:00:00.000Z" },
};
const unfinished = { databaseId, requestedAt: "2026-01-01T00:00:00.000Z", outcome: "unknown" } as const;

test.each<{ state: SnapshotState; says: string }>([
  { state: { ...finished, status: "available" }, says: "stays at Square Cloud until 2026-01-31" },
  { state: { ...finished, status: "expired" }, says: "has expired" },
  { state: { ...unfinished, status: "pending" }, says: "stays at Square Cloud for 30 days" },
  { state: { ...unfinished, status: "failed" }, says: "no snapshot was taken" },
])("deleting one that is $state.status says: $says", ({ state, says }) => {
  const line = sayForgotten(state);
  expect(line).toMatch(`database ${databaseId}: forgotten; `);
  expect(line).toContain(says);
  expect(line).not.toMatch(/the url|the key/);
});
