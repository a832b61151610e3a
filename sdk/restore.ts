import * as pulumi from "@pulumi/pulumi";
import { warnOfPlainKey } from "./configuration";
import { interruptedAttempts } from "./interrupted";

/** What to restore where. Give exactly one of `databaseId` and `applicationId`. */
export interface SnapshotRestoreArgs {
  /** Id of the database whose data is overwritten: 32 hex characters. Another database means another restore. */
  databaseId?: pulumi.Input<string | undefined>;
  /** Id of the application whose files are overwritten: 32 hex characters, and `-<workspaceId>` for one that is shared
   * through a workspace. Another application means another restore. */
  applicationId?: pulumi.Input<string | undefined>;
  /** Name of the archive: a Snapshot's `snapshotId`. It may be another target's, to clone that one's data. */
  snapshotId: pulumi.Input<string>;
  /** Which of its versions: a Snapshot's `versionId`. */
  versionId: pulumi.Input<string>;
  /** Any change of these values restores again. Without one, a changed `snapshotId` or `versionId` is refused. */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
  /** Whether to take a snapshot of the target first, and wait for it. Default `false`. It uses up quota as any other. */
  safetySnapshot?: pulumi.Input<boolean>;
  /** What to do where nobody knows whether the restore was carried out, as its answer was lost or the run was killed:
   * `"fail"` (default) does nothing and says so, `"assumeRestored"` leaves the data as it is and goes on, `"retry"`
   * restores again, which throws away what was written since. */
  onUnknownOutcome?: pulumi.Input<"fail" | "assumeRestored" | "retry">;
  /** How long to wait, as a duration. */
  timeouts?: pulumi.Input<{
    /** For the restore to be sent and settled, and the target to run again if it ran before. Default `"15m"`; the
     * safety snapshot has 45 minutes of its own. */
    create?: pulumi.Input<string>;
  }>;
}

/** A snapshot that was taken before a restore. */
export interface SafetySnapshot {
  /** `pending` where it was asked for and not listed in time. */
  status: "available" | "pending";
  snapshotId?: string;
  versionId?: string;
  createdAt?: string;
  expiresAt?: string;
}

const TYPE = "pulumi-nodejs:dynamic/squarecloud:SnapshotRestore";

/**
 * Overwrites a database's or an application's live data with a snapshot, once: the state keeps a receipt, and nothing but
 * another target or changed `triggers` restores again.
 *
 * ```ts
 * new squarecloud.SnapshotRestore("rollback", {
 *   databaseId, snapshotId: backup.snapshotId, versionId: backup.versionId, triggers: [incident],
 * });
 * ```
 *
 * Destroying it undoes nothing; declared again afterwards, it restores again.
 */
export class SnapshotRestore extends pulumi.dynamic.Resource {
  /** When the restore was dispatched, ISO 8601 in UTC, by Square Cloud's clock. */
  declare readonly restoredAt: pulumi.Output<string>;
  /** `restored`; `settling`: dispatched, and the target does not run again yet; `unknown`: asked for, and nobody knows whether
   * it was carried out; `pending`: nothing was restored yet, but a safety snapshot was asked for. */
  declare readonly status: pulumi.Output<"restored" | "settling" | "unknown" | "pending">;
  /** The snapshot that was taken first, where `safetySnapshot` asked for one. */
  declare readonly safetySnapshot: pulumi.Output<SafetySnapshot | undefined>;

  constructor(name: string, args: SnapshotRestoreArgs, opts: pulumi.CustomResourceOptions = {}) {
    warnOfPlainKey();
    const inputs = {
      safetySnapshot: undefined, // an output, even where it is no input
      ...args,
      interrupted: known(urnsOf(name, opts)).then(interruptedAttempts),
      restoredAt: undefined,
      status: undefined,
    };
    // Module and type are in every state: they never change.
    // Its other methods come with `configure`, which is always called first.
    const provider = lifecycle as pulumi.dynamic.ResourceProvider;
    super(provider, name, inputs, opts, "squarecloud", "SnapshotRestore");
    // A preview shows inputs as outputs, and the input of this name is a boolean.
    this.safetySnapshot = this.safetySnapshot.apply(
      (safety) => (typeof safety === "boolean" ? pulumi.unknown : safety) as SafetySnapshot | undefined,
    );
  }
}

/** The URN of a resource, and those under which the state may still know it after it, or a parent, was renamed or moved. */
function urnsOf(
  name: string,
  { aliases = [], parent }: pulumi.CustomResourceOptions,
): pulumi.Output<string[]> {
  const urn = pulumi.createUrn(name, TYPE, parent);
  const within = parent ?? pulumi.runtime.getStackResource();
  if (!within) return urn.apply((own) => [own]);
  return within.urn.apply((outer) => {
    const nameWithin = outer.slice(outer.lastIndexOf("::") + 2);
    return pulumi.all([urn, ...pulumi.allAliases(aliases, name, TYPE, within, nameWithin)]);
  });
}

/** Depends on nothing: a parent's URN would make the resource wait for all of that one's children, itself among them. */
const known = (urns: pulumi.Output<string[]>) => new Promise<string[]>((resolve) => void urns.apply(resolve));

/** What each state keeps of this package. It captures nothing, so that it never grows old: the door does the work.
 * Synchronous, as Pulumi takes the methods before a promise would be settled. */
const lifecycle: Pick<pulumi.dynamic.ResourceProvider, "configure"> = {
  configure({ config }) {
    Object.assign(this, require("pulumi-squarecloud/provider/restore").lifecycle(config));
    return Promise.resolve();
  },
};
