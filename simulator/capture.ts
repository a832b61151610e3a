import { type Account, addVersion } from "./account";
import { type Answer, failure, success } from "./answer";
import type { Clock } from "./clock";
import { type Store, warn } from "./store";
import { describe, type Target } from "./target";
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

  const capturing = capture(account, target, at, end, clock);
  const isListed = await Promise.race([capturing, clock.until(at + softDeadline)]);

  if (isListed === undefined) return failure("SNAPSHOT_PROCESSING");
  if (!isListed) return failure("SNAPSHOT_FAILED");
  return success(account.links.sign({ kind: target.kind, snapshotId: nameOf(target, "manual") }));
}

/** Resolves once the capture is finished, to whether it is listed. */
function capture(
  account: Account,
  target: Target,
  at: number,
  end: CaptureEnd,
  clock: Clock,
): Promise<boolean> {
  const seconds = end === "fails in the background" ? Number.POSITIVE_INFINITY : target.captureSeconds;
  const finishedAt = at + seconds * 1_000;
  const { data, store } = target;
  const dumping = store && dumpOf(target, store, clock);
  return new Promise((resolve) => {
    const finish = (held: Held | undefined) =>
      resolve(end === "succeeds" && list(account, target, held, finishedAt));
    clock.at(finishedAt, () => (dumping ? void dumping.then(finish) : finish({ data, at })));
  });
}

/** What a target held, and when the simulator had it, in milliseconds since the epoch. */
type Held = { data: string; at: number };

async function dumpOf(target: Target, store: Store, clock: Clock): Promise<Held | undefined> {
  try {
    return { data: await store.dump(), at: clock.now() };
  } catch (error) {
    return warn(`${describe(target)}: its store gave no dump, so there is no snapshot`, error);
  }
}

function list(account: Account, target: Target, held: Held | undefined, finishedAt: number): boolean {
  if (held === undefined || target.removed) return false;
  const takenAt = new Date(Math.max(finishedAt, held.at));
  addVersion(account, target, { takenAt, origin: "manual", data: held.data });
  return true;
}
