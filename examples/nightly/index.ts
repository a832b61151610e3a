import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";
import { Retention } from "./retention";

const config = new pulumi.Config();
const folder = config.get("folder") ?? "./backups";
// The night: a schedule runs `pulumi up --yes`, and the day's first run takes the snapshot.
const night = config.get("night") ?? new Date().toISOString().slice(0, 10);

const backup = new squarecloud.Snapshot("nightly", {
  databaseId: config.require("databaseId"),
  triggers: [night],
  downloadTo: `${folder}/`,
});

// Keeps the newest copies. Deleting one changes nothing in the stack but for the newest, which is the Snapshot's own.
new Retention(
  "copies",
  { folder, keep: config.getNumber("keep") ?? 90, triggers: [night] },
  { dependsOn: backup },
);

export const archive = backup.archive;
