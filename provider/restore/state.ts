import type { RestorePoint } from "../api/client";
import type { RawInputs } from "../rules";

/** A SnapshotRestore's inputs as the engine hands them over, checked. */
export interface RestoreInputs extends RestorePoint {
  databaseId?: string;
  applicationId?: string;
  triggers?: unknown[];
  safetySnapshot?: boolean;
  onUnknownOutcome?: "fail" | "assumeRestored" | "retry";
  timeouts?: { create?: string };
  /** What earlier runs were killed over, as the state's pending operations tell. */
  interrupted?: RawInputs[];
  __provider?: unknown;
}

/** The snapshot that was taken before the restore, or asked for: ids and times alone, none of its links. */
export type SafetySnapshot =
  | { status: "available"; snapshotId: string; versionId: string; createdAt: string; expiresAt: string }
  | { status: "pending"; requestedAt: string };

/** How far a restore has come. Times are ISO 8601, by the server's clock. */
export type Progress =
  /** Nothing was restored yet; a safety snapshot was asked for. */
  | { status: "pending" }
  /** Asked for, without an answer. */
  | { status: "unknown"; requestedAt: string }
  /** Dispatched, and the target, which ran before, does not run yet. */
  | { status: "settling"; restoredAt: string }
  | { status: "restored"; restoredAt: string };

/** What is known of a restore that was asked for: as long as the state has it, nothing is restored again. */
export type Receipt = Progress & { safetySnapshot?: SafetySnapshot };

/** What the state keeps: the inputs, with the receipt's `safetySnapshot` in the place of the input's. */
export type RestoreState = Omit<RestoreInputs, "safetySnapshot" | "interrupted"> & Receipt;

export const stateOf = (
  { safetySnapshot: _, interrupted: __, ...inputs }: RestoreInputs,
  receipt: Receipt,
): RestoreState => ({
  ...inputs,
  ...receipt,
});

export function receiptOf(state: RestoreState): Receipt {
  const safety = state.safetySnapshot && { safetySnapshot: state.safetySnapshot };
  switch (state.status) {
    case "pending":
      return { status: state.status, ...safety };
    case "unknown":
      return { status: state.status, requestedAt: state.requestedAt, ...safety };
    default:
      return { status: state.status, restoredAt: state.restoredAt, ...safety };
  }
}
