import { describe } from "../api/target";
import { targetOf } from "../target";
import { isPending, type SnapshotState } from "./state";

/** Square Cloud has no route that deletes a snapshot: what it says is where the archive stays. */
export function sayForgotten(state: SnapshotState): string {
  const name = describe(targetOf(state));
  if (state.status === "failed") return `${name}: forgotten; no snapshot was taken`;
  if (state.status === "expired") return `${name}: forgotten; the snapshot of ${state.createdAt} has expired`;
  const which = isPending(state)
    ? `the snapshot asked for at ${state.requestedAt} stays at Square Cloud for 30 days`
    : `the snapshot of ${state.createdAt} stays at Square Cloud until ${state.expiresAt}`;
  return `${name}: forgotten; ${which}, as its API deletes none`;
}
