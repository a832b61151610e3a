import * as pulumi from "@pulumi/pulumi";
import { type Settings, stackSettings } from "./configuration";
import type { Provider } from "./provider";

/** Which snapshots to look for: those of one target, or without one those of the whole account. Both ids are an error. */
export interface GetSnapshotsArgs {
  /** Id of a database: 32 hex characters. */
  databaseId?: string;
  /** Id of an application: 32 hex characters, and `-<workspaceId>` for one that is shared through a workspace. */
  applicationId?: string;
  /** Of the whole account, only databases' or only applications'. Default: both. */
  kind?: "database" | "application";
  /** `"automatic"`: the daily ones; `"manual"`: those that somebody asked for. Default: all, also those that do not tell. */
  origin?: "automatic" | "manual";
}

/** `GetSnapshotsArgs`, each of which may be an output of a resource. */
export type GetSnapshotsOutputArgs = {
  [name in keyof GetSnapshotsArgs]: pulumi.Input<GetSnapshotsArgs[name]>;
};

/** Whom `getSnapshotsOutput` and `getLatestSnapshotOutput` ask. */
export interface GetSnapshotsOutputOptions {
  /** The account to ask. Default: the one that the stack's configuration or the environment names. */
  provider?: Provider;
}

/** A snapshot as Square Cloud lists it. */
export interface SnapshotInfo {
  /** As `Snapshot.get` takes it: `databases/<id>/<versionId>` or `applications/<id>/<versionId>`. */
  id: string;
  /** What it is a snapshot of. */
  kind: "database" | "application";
  /** Id of the database or application. Of a whole account's listing, an application's without its workspace. */
  targetId: string;
  /** Name of the archive, which all versions of it share: the `snapshotId` of a restore. */
  snapshotId: string;
  /** Tells this snapshot from the others of its target: the `versionId` of a restore. */
  versionId: string;
  /** Bytes. */
  size: number;
  /** When it was finished, ISO 8601 in UTC, by the storage's clock. */
  createdAt: string;
  /** When Square Cloud drops it, 30 days later, ISO 8601 in UTC. */
  expiresAt: string;
  /** Undefined on old snapshots. */
  origin: "automatic" | "manual" | undefined;
  /** Signed download link, a secret: whoever holds it can read the whole archive for 30 days. */
  url: pulumi.Output<string>;
}

/**
 * The snapshots of a target, or of the whole account (paid plans only), newest first.
 *
 * Asks Square Cloud each time that the program runs, in previews too. A listing is cached there for 30 minutes: what was
 * taken just now may not be in it.
 *
 * ```ts
 * const manual = await squarecloud.getSnapshots({ databaseId, origin: "manual" });
 * ```
 *
 * @throws in previews too, where an argument or the configuration is wrong, or the API refuses or cannot be reached: the
 * error names which. Without a target, also where the plan is not a paid one.
 */
export function getSnapshots(args: GetSnapshotsArgs = {}): Promise<SnapshotInfo[]> {
  return find(args, stackSettings());
}

/**
 * As `getSnapshots`, with arguments that may be outputs of resources, and for an explicit `Provider`.
 *
 * ```ts
 * const manual = squarecloud.getSnapshotsOutput({ databaseId, origin: "manual" }, { provider: staging });
 * export const versionIds = manual.apply((all) => all.map(({ versionId }) => versionId));
 * ```
 *
 * The program fails where `getSnapshots` throws: in previews too, but for arguments and keys that only `pulumi up` knows.
 */
export function getSnapshotsOutput(
  args: GetSnapshotsOutputArgs = {},
  options: GetSnapshotsOutputOptions = {},
): pulumi.Output<SnapshotInfo[]> {
  return found(args, options, find);
}

/**
 * The newest of the snapshots that `getSnapshots` finds.
 *
 * ```ts
 * const latest = await squarecloud.getLatestSnapshot({ databaseId, origin: "automatic" });
 * ```
 *
 * @throws where there is none, and as `getSnapshots` does.
 */
export function getLatestSnapshot(args: GetSnapshotsArgs): Promise<SnapshotInfo> {
  return findLatest(args, stackSettings());
}

/**
 * As `getLatestSnapshot`, with arguments that may be outputs of resources, and for an explicit `Provider`.
 *
 * ```ts
 * const { snapshotId, versionId } = squarecloud.getLatestSnapshotOutput({ databaseId, origin: "automatic" });
 * new squarecloud.SnapshotRestore("drill", { databaseId: drillId, snapshotId, versionId, triggers: [versionId] });
 * ```
 *
 * The program fails where `getLatestSnapshot` throws: in previews too, but for arguments and keys that only `pulumi up` knows.
 */
export function getLatestSnapshotOutput(
  args: GetSnapshotsOutputArgs,
  options: GetSnapshotsOutputOptions = {},
): pulumi.Output<SnapshotInfo> {
  return found(args, options, findLatest);
}

/** Asks once the arguments are known. The key makes the answer secret without being in it; the links are secrets of their own. */
function found<T>(
  args: GetSnapshotsOutputArgs,
  { provider }: GetSnapshotsOutputOptions,
  ask: (args: GetSnapshotsArgs, settings: Settings) => Promise<T>,
): pulumi.Output<T> {
  const settings = provider?.settings ?? pulumi.output(stackSettings());
  return pulumi.unsecret(pulumi.all([args, settings]).apply(([known, set]) => ask(known, set)));
}

async function findLatest(args: GetSnapshotsArgs, settings: Settings): Promise<SnapshotInfo> {
  const [newest] = await find(args, settings);
  if (newest) return newest;
  const what = `There is no snapshot of ${JSON.stringify(args)}. A listing can be 30 minutes old: try again later.`;
  throw withoutStack(new Error(what));
}

/** Pulumi shows a stack where there is one: of an error that the program does not catch, and more so once it has ended. */
const withoutStack = (error: Error) =>
  Object.assign(new pulumi.RunError(error.message), error, { stack: "" });

/** The API is loaded where it is asked, so that a program that only declares resources does without. */
async function find(args: GetSnapshotsArgs, settings: Settings): Promise<SnapshotInfo[]> {
  const { findSnapshots }: typeof import("../provider/snapshots") = require("../provider/snapshots");
  const snapshots = await findSnapshots(args, (name) => settings[name]).catch((error: Error) => {
    throw withoutStack(error);
  });
  return snapshots.map((snapshot) => ({ ...snapshot, url: pulumi.secret(snapshot.url) }));
}
