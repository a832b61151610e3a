import { type Account, addVersion, newKey, versionsAt } from "./account";
import type { Clock } from "./clock";
import type { KeyOptions } from "./key";
import {
  type ApplicationOptions,
  createApplication,
  createDatabase,
  type DatabaseOptions,
  describe,
  type Restore,
  type Target,
} from "./target";
import type { Origin, Version } from "./version";

/** What a snapshot is like that a test adds. */
export type SnapshotOptions = {
  /** When its capture was finished. Default: now, in simulated time. */
  takenAt?: Date;
  /** Who asked for it. Default "manual"; null for an old one. */
  origin?: Origin;
  /** Default: what the target holds now. Required where that is a store's. */
  data?: string;
  /** Listed as before 13.76.1: without `version_id` and `url`. Default false. */
  old?: boolean;
};

/** One account of the service, as a test sees it: what it holds, and what really happened to that. A `targetId` that the
 * account does not have is a RangeError. */
export type AccountHandle = {
  /** What all its keys begin with, before their first `-`. */
  readonly accountId: string;
  /** The account's first key, which may do everything. */
  readonly apiKey: string;
  /** Adds a database and returns its id. @throws RangeError for an `id` that is none, or 4 GiB of `archiveBytes` */
  addDatabase(options?: DatabaseOptions): string;
  /** Adds an application and returns its id. @throws RangeError as `addDatabase` */
  addApplication(options?: ApplicationOptions): string;
  /** Another key of this account. */
  addKey(options: KeyOptions): string;
  /** How long captures of a target take from now on, in simulated seconds. */
  setCapture(targetId: string, seconds: number): void;
  /** Replaces what a target holds. @throws RangeError where that is a store's */
  write(targetId: string, data: string): void;
  /** What a target holds now. @throws RangeError where that is a store's */
  read(targetId: string): string;
  /** Adds a snapshot that nobody asked this simulator for, and clears listings as a finished one does. */
  addSnapshot(targetId: string, options?: SnapshotOptions): Version;
  /** The snapshots that exist, oldest first, whatever a cached listing says. */
  versions(targetId: string): readonly Version[];
  /** The restores that were dispatched, oldest first. */
  restores(targetId: string): readonly Restore[];
  /** Deletes a target; its archives stay until their 30 days are over. */
  removeTarget(targetId: string): void;
  /** Refuses all requests of the account with RATE_LIMITED. Default 1800 simulated seconds. */
  block(seconds?: number): void;
};

export function handleOf(account: Account, clock: Clock): AccountHandle {
  const now = () => new Date(clock.now());

  function add(target: Target): string {
    account.targets.push(target);
    return target.id;
  }

  function find(targetId: string): Target {
    const target = account.targets.find(({ id }) => id === targetId);
    if (target === undefined) throw new RangeError(`account ${account.id} has no target ${targetId}`);
    return target;
  }

  /** @throws RangeError for a target whose data a store holds, with what to do instead */
  function findOwner(targetId: string, instead: string): Target {
    const target = find(targetId);
    if (target.store === undefined) return target;
    throw new RangeError(`${describe(target)} has a store: ${instead}`);
  }

  return {
    accountId: account.id,
    apiKey: account.apiKey,
    addDatabase: (options = {}) => add(createDatabase(options, now())),
    addApplication: (options = {}) => add(createApplication(options, now())),
    addKey(options) {
      const key = newKey(account.id);
      account.keys.set(key, options);
      return key;
    },
    setCapture(targetId, seconds) {
      find(targetId).captureSeconds = seconds;
    },
    write(targetId, data) {
      findOwner(targetId, "write to that").data = data;
    },
    read: (targetId) => findOwner(targetId, "ask that what it holds").data,
    addSnapshot(targetId, options = {}) {
      const target = find(targetId);
      const { takenAt = now(), old = false } = options;
      const { data = findOwner(targetId, "pass one of its dumps as `data`").data } = options;
      const { origin = old ? null : "manual" } = options;
      return publicly(addVersion(account, target, { takenAt, origin, data, old }));
    },
    versions(targetId) {
      const { id } = find(targetId);
      return versionsAt(account, clock.now())
        .filter((version) => version.targetId === id)
        .map(publicly);
    },
    restores: (targetId) => [...find(targetId).restores],
    removeTarget(targetId) {
      find(targetId).removed = true;
    },
    block(seconds = 1_800) {
      account.requests.block(clock.now() + seconds * 1_000);
    },
  };
}

const publicly = ({ snapshotId, versionId, takenAt, origin, data }: Version): Version => ({
  snapshotId,
  versionId,
  takenAt,
  origin,
  data,
});
