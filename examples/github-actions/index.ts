import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";
import { Migration } from "../backup-before-deploy/migration";

const config = new pulumi.Config();
const databaseId = config.require("databaseId");
// Each run of the pipeline backs up and migrates, and so does each re-run of a failed one: its rollback undid the migration.
const triggers = [config.require("run")];

const backup = new squarecloud.Snapshot("before-migration", { databaseId, triggers });
const migration = new Migration(
  "schema",
  { command: config.get("migrate") ?? "echo migrated", triggers },
  { dependsOn: backup },
);

// Declared only in the run that rolls back, which sets it to something new: restores the snapshot from before the
// migration, once. The next run has no `rollback`, forgets the receipt, and leaves the data alone.
const rollback = config.get("rollback");
if (rollback !== undefined) {
  new squarecloud.SnapshotRestore(
    "rollback",
    {
      databaseId,
      snapshotId: backup.snapshotId,
      versionId: backup.versionId,
      triggers: [rollback],
      safetySnapshot: true,
    },
    { dependsOn: migration },
  );
}

export const restorePoint = { snapshotId: backup.snapshotId, versionId: backup.versionId };
