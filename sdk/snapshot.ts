import * as pulumi from "@pulumi/pulumi";
import { warnOfPlainKey } from "./configuration";
import type { Archive } from "./download";

/** What to take a snapshot of, and when to take another. Give exactly one of `databaseId` and `applicationId`. */
export interface SnapshotArgs {
  /** Id of the database: 32 hex characters. Another database means another snapshot. */
  databaseId?: pulumi.Input<string | undefined>;
  /** Id of the application: 32 hex characters, and `-<workspaceId>` for one that is shared through a workspace. Another
   * application means another snapshot. */
  applicationId?: pulumi.Input<string | undefined>;
  /** Any change of these values takes a new snapshot, before the old one is forgotten: a commit, a version, a date.
   * Default `[]`: the first snapshot is kept for good. */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]>;
  /** A duration such as `"90s"`, `"10m"` or `"1h30m"`: takes over the newest snapshot of the target that was not automatic
   * and is no older, rather than use up quota. Default: always takes one. */
  reuseWithin?: pulumi.Input<string>;
  /** Where to put a local copy. A path that ends in `/`, or at which there is a folder, is a folder, and gets
   * `<target>-<createdAt>.zip`; anything else is a file, and a new snapshot replaces it. A relative path begins at the
   * program's folder; `~` is refused. Missing folders are made. A copy that was lost shows in a refresh, and the next `up`
   * fetches it. Default: no copy. */
  downloadTo?: pulumi.Input<string>;
  /** What the next `pulumi up` does once a refresh has found that the snapshot is past its 30 days: `"keep"` (default)
   * keeps it in the state as `expired`, `"replace"` takes a new one. */
  onExpiry?: pulumi.Input<"keep" | "replace">;
  /** How long to wait, as a duration. */
  timeouts?: pulumi.Input<{
    /** For the snapshot to be listed, cooldowns included and a download not. Default `"45m"`, which outlasts the 30 minutes
     * for which Square Cloud caches a listing. What is not there by then is kept as `pending`, and the next `pulumi up` goes
     * on waiting. */
    create?: pulumi.Input<string>;
  }>;
}

/**
 * A snapshot of a database or an application, which is there once the resource is: whatever depends on it runs after.
 *
 * ```ts
 * const backup = new squarecloud.Snapshot("before-deploy", { databaseId, triggers: [commit] });
 * new Migration("schema", { … }, { dependsOn: backup });
 * ```
 *
 * Destroying it deletes nothing at Square Cloud, whose API cannot: archives vanish 30 days after they were taken. The
 * local copy stays, too.
 *
 * Fails at preview where an input or the configuration is wrong, or at `pulumi up` where a preview does not know it yet.
 * `pulumi up` also fails where
 *
 * - Square Cloud refuses (key, scope, id, quota), cannot be reached or has not taken it, `timeouts.create` ends before it may
 *   be asked for, or `downloadTo` cannot be written to: nothing is stored;
 * - it is not listed in time, or its copy cannot be had: it is stored, and the next `pulumi up` goes on and takes no other.
 */
export class Snapshot extends pulumi.dynamic.Resource {
  /** Name of the archive, which all versions of it share: the `snapshotId` of a restore. */
  declare readonly snapshotId: pulumi.Output<string>;
  /** Tells this snapshot from the others of its target: the `versionId` of a restore. */
  declare readonly versionId: pulumi.Output<string>;
  /** Bytes. */
  declare readonly size: pulumi.Output<number>;
  /** When it was finished, ISO 8601 in UTC, by the storage's clock. */
  declare readonly createdAt: pulumi.Output<string>;
  /** When Square Cloud drops it, 30 days later, ISO 8601 in UTC. */
  declare readonly expiresAt: pulumi.Output<string>;
  /** `available`, `pending` (asked for and not listed yet), `expired`, or `failed` (asked for, never taken). While
   * `pending` or `failed`, the other outputs are undefined. */
  declare readonly status: pulumi.Output<"available" | "pending" | "expired" | "failed">;
  /** Signed download link, a secret: whoever holds it can read the whole archive for 30 days. */
  declare readonly url: pulumi.Output<string>;
  /** Signed query string of the link, a secret too. */
  declare readonly key: pulumi.Output<string>;
  /** The local copy, where `downloadTo` asks for one; undefined while it is lost. */
  declare readonly archive: pulumi.Output<Archive | undefined>;

  /**
   * Reads a snapshot that is there already. The program does not own it: nothing is taken, and destroying it does nothing.
   * Asks Square Cloud each time that the program runs, in previews too.
   *
   * ```ts
   * const golden = squarecloud.Snapshot.get("golden", "databases/<databaseId>/<versionId>");
   * ```
   *
   * Fails, in previews too, where `id` is none, the listing, which can be 30 minutes old, does not show it, the configuration
   * is wrong, or the API refuses or cannot be reached.
   *
   * @param name Its name in the stack.
   * @param id `databases/<id>/<versionId>` or `applications/<id>/<versionId>`, as `getSnapshots` gives it.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Snapshot {
    const targetIn = (kind: string) =>
      pulumi.output(id).apply((known) => {
        const [plural, targetId] = known.split("/", 2);
        return plural === kind ? targetId : undefined;
      });
    const args = { databaseId: targetIn("databases"), applicationId: targetIn("applications") };
    return new Snapshot(name, args, { ...opts, id });
  }

  /** @param name Its name in the stack. A new one takes a new snapshot, but with the old one in the option `aliases`. */
  constructor(name: string, args: SnapshotArgs, opts?: pulumi.CustomResourceOptions) {
    warnOfPlainKey();
    const outputs = {
      snapshotId: undefined,
      versionId: undefined,
      size: undefined,
      createdAt: undefined,
      expiresAt: undefined,
      status: undefined,
      url: undefined,
      key: undefined,
      archive: undefined,
    };
    super(
      // Its other methods come with `configure`, which is always called first.
      lifecycle as pulumi.dynamic.ResourceProvider,
      name,
      { ...args, ...outputs },
      pulumi.mergeOptions({ additionalSecretOutputs: ["url", "key"] }, opts),
      // Module and type are in every state: they never change.
      "squarecloud",
      "Snapshot",
    );
  }
}

/** What each state keeps of this package. It captures nothing, so that it never grows old: the door does the work.
 * Synchronous, as Pulumi takes the methods before a promise would be settled. */
const lifecycle: Pick<pulumi.dynamic.ResourceProvider, "configure"> = {
  configure({ config }) {
    Object.assign(this, require("pulumi-squarecloud/provider/snapshot").lifecycle(config));
    return Promise.resolve();
  },
};
