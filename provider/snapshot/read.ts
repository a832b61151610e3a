import type { Account } from "../account";
import { NotFoundError } from "../api/errors";
import { describe, type Target } from "../api/target";
import { linkEnds, type Version } from "../api/version";
import { serverNow } from "../serverNow";
import { targetOf } from "../target";
import { hasExpired, withoutLostCopy } from "./copy";
import {
  type FinishedSnapshot,
  finished,
  isPending,
  type PendingSnapshot,
  type SnapshotInputs,
  type SnapshotState,
} from "./state";
import { pendingRequest } from "./update";

/** What is true of a snapshot now. It is never reported as gone: what a listing does not show may still be
 * there, and a snapshot that is taken anew must be what the user asked for. */
export async function readSnapshot(state: SnapshotState, account: Account): Promise<SnapshotState> {
  const target = targetOf(state);
  const versions = await listed(target, account);
  if (isPending(state)) return readPending(state, versions ?? [], account);
  return withoutLostCopy(readFinished(state, versions, account), account);
}

function readFinished(
  state: SnapshotInputs & FinishedSnapshot,
  versions: readonly Version[] | undefined,
  account: Account,
): SnapshotInputs & FinishedSnapshot {
  if (hasExpired(state, account)) return { ...state, status: "expired" };
  const version = versions?.find(({ versionId }) => versionId === state.versionId);
  if (versions && !version) {
    account.log.warn(
      `${describe(targetOf(state))}: the listing does not show the snapshot of ${state.createdAt}. It is kept in the state, ` +
        "as a listing can be 30 minutes old; check it in Square Cloud's dashboard before you rely on it.",
    );
  }
  return version ? withLink(state, version, account) : state;
}

/** Undefined where the target is gone: its snapshots are kept in the state all the same. */
async function listed(target: Target, { listing, log }: Account): Promise<Version[] | undefined> {
  try {
    return await listing.versions(target);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    log.warn(`${error.message} Its snapshots are kept in the state.`);
    return undefined;
  }
}

function readPending(
  state: SnapshotInputs & PendingSnapshot,
  versions: readonly Version[],
  { listing, log }: Account,
): SnapshotState {
  const { status, requestedAt, outcome, others, ...inputs } = state;
  const request = pendingRequest(state, inputs);
  const version = listing.claim(request, versions);
  if (version) return finished(inputs, version);
  log.info(`${describe(request.target)}: the snapshot asked for at ${requestedAt} is not listed yet`);
  return state;
}

/** The stored link stays while it works, so that a refresh of nothing shows nothing. */
function withLink(
  state: SnapshotInputs & FinishedSnapshot,
  { url, key }: Version,
  account: Account,
): SnapshotInputs & FinishedSnapshot {
  const ends = linkEnds(state.url);
  return ends !== undefined && ends <= serverNow(account) ? { ...state, url, key } : state;
}
