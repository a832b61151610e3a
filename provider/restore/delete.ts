import { describe } from "../api/target";
import { targetOf } from "../target";
import type { RestoreState } from "./state";

/** Nothing is undone: what it says is what that means. */
export function sayForgotten(state: RestoreState): string {
  const name = describe(targetOf(state));
  if (state.status === "pending") return `${name}: forgotten; nothing was restored${keptSafe(state)}`;
  return (
    `${name}: the restore of ${state.versionId} is forgotten, and the data stays as it is; declared again, it would ` +
    `overwrite the data again${keptSafe(state)}`
  );
}

function keptSafe({ safetySnapshot }: RestoreState): string {
  if (safetySnapshot?.status !== "available") return "";
  return `; its safety snapshot ${safetySnapshot.versionId} stays at Square Cloud until ${safetySnapshot.expiresAt}`;
}
