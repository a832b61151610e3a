import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";
import { Migration } from "./migration";

const config = new pulumi.Config();
// What is about to be deployed: a commit, say. A new one takes new snapshots, then migrates.
const release = config.get("release") ?? "1";
const triggers = [release];

const smallBackup = new squarecloud.Snapshot("small", {
  databaseId: config.require("smallDatabaseId"),
  triggers,
});
const largeBackup = new squarecloud.Snapshot("large", {
  databaseId: config.require("largeDatabaseId"),
  triggers,
});
const applicationBackup = new squarecloud.Snapshot("application", {
  applicationId: config.require("applicationId"),
  triggers,
});

const migration = new Migration(
  "schema",
  { command: config.get("migrate") ?? "echo migrated", triggers },
  { dependsOn: [smallBackup, largeBackup, applicationBackup] },
);

const summary = ({ snapshotId, versionId, createdAt, expiresAt, size }: squarecloud.Snapshot) => ({
  snapshotId,
  versionId,
  createdAt,
  expiresAt,
  size,
});
export const small = summary(smallBackup);
export const large = summary(largeBackup);
export const application = summary(applicationBackup);
export const migrated = migration.output;
