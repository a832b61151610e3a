import type { Account } from "../account";
import { describe } from "../api/target";
import { partial } from "../partial";
import type { Request } from "../request";
import { targetOf } from "../target";
import { withCopy } from "./copy";
import { deadlineOf, sayDone } from "./create";
import { findVersion } from "./find";
import {
  type FinishedSnapshot,
  finished,
  isPending,
  outputsOf,
  type PendingSnapshot,
  type SnapshotInputs,
  type SnapshotState,
} from "./state";

/** The request behind a snapshot that an earlier run has left pending. */
export function pendingRequest(
  { requestedAt, outcome, others }: PendingSnapshot,
  inputs: SnapshotInputs,
): Request {
  const since = Date.parse(requestedAt);
  // The time of a `ready` answer was that run's to know: what it made is now the oldest since then.
  return { target: targetOf(inputs), outcome, since: () => since, ...(others && { others }) };
}

/** Takes over changed inputs, and downloads the local copy that is missing; goes on waiting for a pending snapshot,
 * and never asks for one. */
export async function updateSnapshot(
  id: string,
  olds: SnapshotState,
  news: SnapshotInputs,
  account: () => Account,
): Promise<{ outs: SnapshotState }> {
  if (!isPending(olds)) return { outs: await updateFinished(id, olds, news, account) };
  const { log } = account();
  using deadline = deadlineOf(news, account());
  const version = await findVersion(pendingRequest(olds, news), news, deadline, account(), () => id);
  if (version !== "absent") {
    log.info(`${describe(targetOf(news))}: ${sayDone(version)}`);
    return { outs: await withCopy(id, finished(news, version), undefined, account()) };
  }
  const { requestedAt, outcome, others } = olds;
  const failed: PendingSnapshot = { status: "failed", requestedAt, outcome, ...(others && { others }) };
  throw partial(
    id,
    { ...news, ...failed },
    `${describe(targetOf(news))}: the request for a snapshot at ${requestedAt} had no answer, and the listing shows ` +
      "none: it was never taken. The next `pulumi up` asks for a new one.",
  );
}

async function updateFinished(
  id: string,
  olds: SnapshotInputs & FinishedSnapshot,
  news: SnapshotInputs,
  account: () => Account,
): Promise<SnapshotState> {
  const { archive, ...outputs } = outputsOf(olds);
  const snapshot = { ...news, ...outputs };
  if (news.downloadTo === undefined) return snapshot;
  if (archive && news.downloadTo === olds.downloadTo) return { ...snapshot, archive };
  return withCopy(id, snapshot, archive, account());
}
