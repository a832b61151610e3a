import { isDeepStrictEqual } from "node:util";
import { sameTarget } from "../api/target";
import { targetOf } from "../target";
import type { SnapshotInputs, SnapshotState } from "./state";

export interface Difference {
  changes: boolean;
  /** The properties for which a new snapshot is taken, before the old one is forgotten. */
  replaces: string[];
  deleteBeforeReplace: false;
}

/** What of these changes leaves the snapshot as it is. */
const UPDATABLE = [
  "databaseId",
  "applicationId",
  "reuseWithin",
  "downloadTo",
  "onExpiry",
  "timeouts",
] as const;

export function diffSnapshot(olds: SnapshotState, news: SnapshotInputs): Difference {
  const replaces = reasonsToReplace(olds, news);
  const isUpdated = UPDATABLE.some((name) => !isSame(olds[name], news[name]));
  return {
    changes: replaces.length > 0 || olds.status === "pending" || lacksCopy(olds, news) || isUpdated,
    replaces,
    deleteBeforeReplace: false,
  };
}

/** Whether a local copy is asked for that is not there, and can still be had. */
const lacksCopy = (olds: SnapshotState, { downloadTo }: SnapshotInputs) =>
  downloadTo !== undefined && olds.status === "available" && olds.archive === undefined;

function reasonsToReplace(olds: SnapshotState, news: SnapshotInputs): string[] {
  const reasons: string[] = [];
  if (!sameTarget(targetOf(olds), targetOf(news))) {
    reasons.push(news.databaseId === undefined ? "applicationId" : "databaseId");
  }
  if (!isSame(olds.triggers ?? [], news.triggers ?? [])) reasons.push("triggers");
  if (olds.status === "failed") reasons.push("status");
  if (olds.status === "expired" && news.onExpiry === "replace") reasons.push("expiresAt");
  return reasons;
}

const isSame = (a: unknown, b: unknown) => isDeepStrictEqual(a ?? undefined, b ?? undefined);
