import { type Account, addVersion, newKey, versionsAt } from "./account";
import type { Clock } from "./clock";
import type { KeyOptions } from "./key";
import {
  type ApplicationOptions,
  createApplication,
  createDatabase,
  type DatabaseOptions,
  type Restore,
  type Target,
} from "./target";
import type { Origin, Version } from "./version";

export type SnapshotOptions = {
  /** Default: now. */
  takenAt?: Date;
  /** Default "manual"; null for an old one. */
  origin?: Origin;
  /** Default: what the target holds now. */
  data?: string;
  /** Listed as before 13.76.1: without `version_id` and `url`. Default false. */
  old?: boolean;
};

/** One account of the service, as a test sees it: what it holds, and what really happened to that. */
export type AccountHandle = {
  readonly accountId: string;
  /** The account's first key, which may do everything. */
  readonly apiKey: string;
  /** Adds a database and returns its id. */
  addDatabase(options?: DatabaseOptions): string;
  /** Adds an application and returns its id. */
  addApplication(options?: ApplicationOptions): string;
  /** Another key of this account. */
  addKey(options: KeyOptions): string;
  /** How long captures of a target take from now on, in simulated seconds. */
  setCapture(targetId: string, seconds: number): void;
  /** Replaces what a target holds. */
  write(targetId: string, data: string): void;
  /** What a target holds now. */
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
      find(targetId).data = data;
    },
    read: (targetId) => find(targetId).data,
    addSnapshot(targetId, options = {}) {
      const target = find(targetId);
      const { takenAt = now(), data = target.data, old = false } = options;
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
