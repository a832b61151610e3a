import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";

const config = new pulumi.Config();

// A new value takes a new snapshot of production: a date, say.
const production = new squarecloud.Snapshot("production", {
  databaseId: config.require("productionId"),
  triggers: [config.require("asOf")],
});

// Its version is the trigger, so that each new snapshot is restored, once. Staging's own data is kept for 30 days.
const staging = new squarecloud.SnapshotRestore("staging", {
  databaseId: config.require("stagingId"),
  snapshotId: production.snapshotId,
  versionId: production.versionId,
  triggers: [production.versionId],
  safetySnapshot: true,
});

export const dataOf = production.createdAt;
export const clonedAt = staging.restoredAt;
export const before = staging.safetySnapshot;
