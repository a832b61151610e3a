import { RETENTION, type Version } from "../api/version";
import type { Archive } from "../archive/archive";
import type { Outcome } from "../request";

/** A Snapshot's inputs as the engine hands them over, checked. */
export interface SnapshotInputs {
  databaseId?: string;
  applicationId?: string;
  triggers?: unknown[];
  reuseWithin?: string;
  /** A file, or a folder. */
  downloadTo?: string;
  onExpiry?: "keep" | "replace";
  timeouts?: { create?: string };
  __provider?: unknown;
}

/** A Snapshot that is there, or was. Times are ISO 8601, UTC. */
export interface FinishedSnapshot {
  status: "available" | "expired";
  snapshotId: string;
  versionId: string;
  size: number;
  createdAt: string;
  expiresAt: string;
  url: string;
  key: string;
  /** The local copy; absent while there is none. */
  archive?: Archive;
}

/** A Snapshot that was asked for and has not been found yet. */
export interface PendingSnapshot {
  /** `failed`: its request had no answer, and it was never taken. */
  status: "pending" | "failed";
  /** ISO 8601, by the server's clock. */
  requestedAt: string;
  outcome: Outcome;
  /** `versionId`s of the same target that other Snapshots of the run that asked had found to be theirs. */
  others?: string[];
}

/** What the state keeps: inputs and outputs. */
export type SnapshotState = SnapshotInputs & (FinishedSnapshot | PendingSnapshot);

export const isPending = (state: SnapshotState): state is SnapshotInputs & PendingSnapshot =>
  state.status === "pending" || state.status === "failed";

export function finished(inputs: SnapshotInputs, version: Version): SnapshotInputs & FinishedSnapshot {
  return {
    ...inputs,
    status: "available",
    snapshotId: version.snapshotId,
    versionId: version.versionId,
    size: version.size,
    createdAt: new Date(version.takenAt).toISOString(),
    expiresAt: new Date(version.takenAt + RETENTION).toISOString(),
    url: version.url,
    key: version.key,
  };
}

/** What was found out about a snapshot, without the inputs it was asked for with. */
export function outputsOf(state: FinishedSnapshot): FinishedSnapshot {
  const { status, snapshotId, versionId, size, createdAt, expiresAt, url, key, archive } = state;
  const outputs = { status, snapshotId, versionId, size, createdAt, expiresAt, url, key };
  return archive === undefined ? outputs : { ...outputs, archive };
}
