import { type Account, addVersion } from "./account";
import { type Answer, failure, success } from "./answer";
import type { Clock } from "./clock";
import type { Target } from "./target";
import { nameOf } from "./version";

/** How a capture ends. One that fails in the background is answered with 202 and never listed. */
export type CaptureEnd = "succeeds" | "fails" | "fails in the background";

/** How long the service holds a create, in milliseconds: the soft deadline. */
const softDeadline = 90_000;

/** Starts a capture of what the target holds now, unless a limit forbids it, and holds the answer until it
 * is finished or the soft deadline has come. The capture goes on if nobody waits for the answer. */
export async function takeSnapshot(
  account: Account,
  target: Target,
  at: number,
  end: CaptureEnd,
  clock: Clock,
): Promise<Answer> {
  if (!account.creates.allows(at) || !target.creates.allows(at)) return failure("KEEP_CALM");
  if (!account.quota.allows(at)) return failure("DAILY_SNAPSHOTS_LIMIT_REACHED");
  for (const limit of [account.creates, target.creates, account.quota]) limit.count(at);

  const seconds = end === "fails in the background" ? Number.POSITIVE_INFINITY : target.captureSeconds;
  const finishedAt = at + seconds * 1_000;
  if (end === "succeeds") capture(account, target, finishedAt, clock);
  await clock.until(Math.min(finishedAt, at + softDeadline));

  if (finishedAt > at + softDeadline) return failure("SNAPSHOT_PROCESSING");
  if (end === "fails" || target.removed) return failure("SNAPSHOT_FAILED");
  return success(account.links.sign({ kind: target.kind, snapshotId: nameOf(target, "manual") }));
}

function capture(account: Account, target: Target, finishedAt: number, clock: Clock) {
  const { data } = target;
  clock.at(finishedAt, () => {
    const facts = { takenAt: new Date(finishedAt), origin: "manual", data } as const;
    if (!target.removed) addVersion(account, target, facts);
  });
}
