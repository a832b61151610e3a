import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";
import { Check } from "./check";

const config = new pulumi.Config();

// The newest of the daily snapshots: a backup that nobody has restored is a hope.
const latest = squarecloud.getLatestSnapshotOutput({
  databaseId: config.require("productionId"),
  origin: "automatic",
});

// The drill's own database holds nothing that matters. Each run restores what is newest, if it is newer than last time.
const drill = new squarecloud.SnapshotRestore("drill", {
  databaseId: config.require("drillId"),
  snapshotId: latest.snapshotId,
  versionId: latest.versionId,
  triggers: [latest.versionId],
});

// A command that fails where the data that came back is not what it should be.
const check = new Check(
  "data",
  { command: config.get("check") ?? "echo checked", triggers: [drill.restoredAt] },
  { dependsOn: drill },
);

export const tested = {
  versionId: latest.versionId,
  takenAt: latest.createdAt,
  restoredAt: drill.restoredAt,
};
export const result = check.output;
