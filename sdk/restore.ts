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
  /** Name of the archive: a Snapshot's `snapshotId`. It may be another target's, of the same engine, to clone that one's
   * data. */
  snapshotId: pulumi.Input<string>;
  /** Which of its versions: a Snapshot's `versionId`. */
  versionId: pulumi.Input<string>;
  /** Any change of these values restores again, also one back to an earlier value. Without a change, another `snapshotId` or
   * `versionId` fails the preview. Default `[]`. */
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

/** A snapshot of what a restore overwrites, taken before it. While `pending` it has `requestedAt`, once `available` all
 * else. */
export interface SafetySnapshot {
  /** `pending` where it was asked for and not listed in time: then no restore was sent after it. */
  status: "available" | "pending";
  /** Name of the archive: the `snapshotId` of a restore that brings it back. */
  snapshotId?: string;
  /** Which of its versions: the `versionId` of that restore. */
  versionId?: string;
  /** When it was finished, ISO 8601 in UTC, by the storage's clock. */
  createdAt?: string;
  /** When Square Cloud drops it, 30 days later, ISO 8601 in UTC. */
  expiresAt?: string;
  /** When it was asked for, ISO 8601 in UTC, by Square Cloud's clock. */
  requestedAt?: string;
}

const TYPE = "pulumi-nodejs:dynamic/squarecloud:SnapshotRestore";

/**
 * Overwrites a database's or an application's live data with a snapshot, once: the state keeps a receipt, so that neither
 * a refresh, an upgrade, nor a `Snapshot` that expires or is replaced restores again. What does:
 *
 * - another target, or changed `triggers`;
 * - `onUnknownOutcome: "retry"`, where nobody knows whether it was carried out;
 * - `pulumi up --replace` and `pulumi state taint`;
 * - another name or parent without `aliases`;
 * - declaring it again after a destroy, which undoes nothing.
 *
 * ```ts
 * new squarecloud.SnapshotRestore("rollback", {
 *   databaseId, snapshotId: backup.snapshotId, versionId: backup.versionId, triggers: [incident],
 * });
 * ```
 *
 * Fails at preview where an input or the configuration is wrong, another snapshot is asked for without changed `triggers`, or
 * nobody knows what became of an earlier request and `onUnknownOutcome` does not say; what a preview does not know yet fails
 * at `pulumi up`. That also fails where
 *
 * - Square Cloud refuses (key, scope, id, engine, a cooldown that somebody else has caused) or cannot be reached, its limits
 *   leave no room within `timeouts.create`, or the safety snapshot cannot be had: this run has restored nothing;
 * - the answer is lost: `unknown`, and so does each next run until `onUnknownOutcome` or changed `triggers` decide;
 * - the target does not run again in time: `settling`, and the next `pulumi up` looks again, and restores nothing.
 */
export class SnapshotRestore extends pulumi.dynamic.Resource {
  /** When the restore was dispatched, ISO 8601 in UTC, by Square Cloud's clock; with `"assumeRestored"`, when it was asked
   * for, or after a kill, when that was assumed. Undefined while `pending` or `unknown`. */
  declare readonly restoredAt: pulumi.Output<string>;
  /** `restored`; `settling`: dispatched, and the target does not run again yet; `unknown`: asked for, and nobody knows whether
   * it was carried out; `pending`: nothing was restored yet, but a safety snapshot was asked for. */
  declare readonly status: pulumi.Output<"restored" | "settling" | "unknown" | "pending">;
  /** The snapshot that was taken first, where `safetySnapshot` asked for one. */
  declare readonly safetySnapshot: pulumi.Output<SafetySnapshot | undefined>;

  /** @param name Its name in the stack. A new one restores again, but with the old one in the option `aliases`. */
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
