import type { Account } from "../account";
import { describe } from "../api/target";
import type { Version } from "../api/version";
import { openPlace } from "../archive/place";
import { type Deadline, DeadlinePassed, deadlineIn } from "../deadline";
import { durationFrom } from "../duration";
import { spell } from "../log";
import { idOf, targetOf } from "../target";
import { withCopy } from "./copy";
import { findVersion } from "./find";
import { type FinishedSnapshot, finished, type SnapshotInputs } from "./state";
import { type Taken, takeSnapshot } from "./take";

/** The default outlasts the 30 minutes for which the server caches a listing. */
const DEFAULT_TIMEOUT = "45m";

/** Until when a create, or an update that goes on with it, may take. */
export const deadlineOf = ({ timeouts }: SnapshotInputs, { clock }: Account) =>
  deadlineIn(durationFrom(timeouts?.create ?? DEFAULT_TIMEOUT) ?? 0, clock);

/**
 * Takes a snapshot, waits until it is there, and downloads it where a local copy is asked for.
 * @throws a partial resource where it was asked for and is not there in time, or its copy is not; any other error
 * where nothing was started.
 */
export async function createSnapshot(
  inputs: SnapshotInputs,
  account: Account,
): Promise<{ id: string; outs: SnapshotInputs & FinishedSnapshot }> {
  const target = targetOf(inputs);
  const started = account.clock.now();
  using deadline = deadlineOf(inputs, account);
  // A place that cannot be written to is known before any quota is used up.
  if (inputs.downloadTo !== undefined) await openPlace(inputs.downloadTo);
  const taken = await take(inputs, deadline, account);
  const version = await versionOf(taken, inputs, deadline, account);
  if (version === "absent") {
    throw new Error(
      `${describe(target)}: Square Cloud gave no answer to the request for a snapshot, and its listing shows none ` +
        "after 32 minutes: it was never taken. Run `pulumi up` again.",
    );
  }
  account.log.info(`${describe(target)}: ${sayDone(version)}, in ${spell(account.clock.now() - started)}`);
  const id = idOf(target, version.versionId);
  return { id, outs: await withCopy(id, finished(inputs, version), undefined, account) };
}

export const sayDone = ({ takenAt, size }: Version) =>
  `snapshot of ${new Date(takenAt).toISOString()} is there (${(size / 1e6).toFixed(1)} MB)`;

async function take(inputs: SnapshotInputs, deadline: Deadline, account: Account): Promise<Taken> {
  try {
    return await takeSnapshot(inputs, deadline, account);
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    throw new Error(
      `${describe(targetOf(inputs))}: no snapshot could be asked for within ${inputs.timeouts?.create ?? DEFAULT_TIMEOUT}, ` +
        "as Square Cloud's limits (1 per 180 s and target, 1 per 5 s and user) left no room. Nothing was started: " +
        "run `pulumi up` again later, or give more time with `timeouts: { create: … }`.",
    );
  }
}

async function versionOf(
  taken: Taken,
  inputs: SnapshotInputs,
  deadline: Deadline,
  account: Account,
): Promise<Version | "absent"> {
  if (taken.is === "reused") return taken.version;
  const idFor = (requestedAt: string) => idOf(targetOf(inputs), requestedAt);
  return findVersion(taken.request, inputs, deadline, account, idFor);
}
