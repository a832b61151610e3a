import { type Account, versionsAt } from "./account";
import { type Answer, failure, success } from "./answer";
import type { Clock } from "./clock";
import type { Payload } from "./payload";
import { type Store, warn } from "./store";
import { describe, type Target } from "./target";
import type { StoredVersion } from "./version";

type Wanted = { snapshotId: string; versionId: string };

/** How long the service holds the answer, in milliseconds. */
const held = 1_000;

/** How long it takes until the data is there, in milliseconds; the target does not run until then. */
const settling = 60_000;

/** Dispatches a restore of one of the account's versions, be it another target's. */
export async function restoreSnapshot(
  account: Account,
  target: Target,
  at: number,
  payload: Payload,
  clock: Clock,
): Promise<Answer> {
  const wanted = wantedIn(payload);
  if ("status" in wanted) return wanted;
  if (!account.dispatches.allows(at) || !target.dispatches.allows(at)) return failure("KEEP_CALM");
  const version = versionsAt(account, at).find((candidate) => isWanted(candidate, target, wanted));
  if (version === undefined) return failure("SNAPSHOT_NOT_FOUND");
  if (!fits(version, target)) return failure("SNAPSHOT_DATABASE_MISMATCH");

  for (const limit of [account.dispatches, target.dispatches]) limit.count(at);
  dispatch(target, version, at, clock);
  await clock.until(at + held);
  return success();
}

function dispatch(target: Target, version: StoredVersion, at: number, clock: Clock) {
  const { running } = target;
  target.running = false;
  target.restores.push({ at: new Date(at), snapshotId: version.snapshotId, versionId: version.versionId });
  const runAgain = () => {
    target.running = running;
  };
  clock.at(at + settling, () => fill(target, version.data, runAgain));
}

/** What a string holds is there at once; a store takes its time. */
function fill(target: Target, data: string, done: () => void) {
  if (target.store) return void load(target, target.store, data, done);
  target.data = data;
  done();
}

async function load(target: Target, store: Store, dump: string, done: () => void) {
  try {
    await store.load(dump);
    done();
  } catch (error) {
    warn(`${describe(target)}: its store did not load a dump, so it does not run`, error);
  }
}

const isWanted = ({ kind, snapshotId, versionId }: StoredVersion, target: Target, wanted: Wanted) =>
  kind === target.kind && snapshotId === wanted.snapshotId && versionId === wanted.versionId;

/** A database takes snapshots of its own engine alone. */
const fits = ({ runtime }: StoredVersion, target: Target) =>
  target.kind === "application" || runtime === target.runtime;

/** The ids of the body, in the documented patterns; a version's may hold a dot too, as documented examples do. */
function wantedIn(payload: Payload): Wanted | Answer {
  if (payload.is === "too large") return failure("PAYLOAD_TOO_LARGE");
  if (payload.is !== "json" || typeof payload.value !== "object") return failure("MISSING_PARAMETERS");
  const { snapshotId, versionId } = { snapshotId: undefined, versionId: undefined, ...payload.value };
  if (isMissing(snapshotId) || isMissing(versionId)) return failure("MISSING_PARAMETERS");
  if (!matches(snapshotId, /^[a-f0-9]{32}(_[a-z0-9]+)*$/)) return failure("INVALID_SNAPSHOT_ID");
  if (!matches(versionId, /^[A-Za-z0-9+/=._-]{24,96}$/)) return failure("INVALID_VERSION_ID");
  return { snapshotId, versionId };
}

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

const matches = (value: unknown, pattern: RegExp): value is string =>
  typeof value === "string" && pattern.test(value);
