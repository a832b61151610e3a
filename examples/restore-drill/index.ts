import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";
import { Query } from "./query";

// A backup that nobody has restored is a hope. Each new automatic snapshot of production is restored to a database that
// holds nothing else; a table is lost there, and brought back. Offline, on PostgreSQLs of its own: `npm run drill`.
const config = new pulumi.Config();
const drillId = config.require("drillId");
const url = config.requireSecret("drillUrl"); // postgres://user:password@host:port/database
const migrate = config.get("migrate") ?? "drop table orders cascade";

// Says the same at the end as before, or the drill has failed. Without another `check`: the rows of each table there is.
const check =
  config.get("check") ??
  `select table_name as "table",
     (xpath('//n/text()', query_to_xml(format('select count(*) as n from %I', table_name), true, true, '')))[1]::text::int as "rows"
   from information_schema.tables where table_schema = 'public' order by 1`;

const latest = squarecloud.getLatestSnapshotOutput({
  databaseId: config.require("productionId"),
  origin: "automatic",
});
const { snapshotId, versionId } = latest;
const copy = new squarecloud.SnapshotRestore("production-data", {
  databaseId: drillId,
  snapshotId,
  versionId,
  triggers: [versionId],
});
const before = new Query("before", { url, sql: check, triggers: [copy.restoredAt] });

// From here on it is a deployment that goes wrong, and is rolled back.
const backup = new squarecloud.Snapshot(
  "before-migration",
  { databaseId: drillId, triggers: [copy.restoredAt] },
  { dependsOn: before },
);
const migration = new Query("migration", { url, sql: migrate, triggers: [backup.versionId] });
const after = new Query("after", { url, sql: check, triggers: [backup.versionId] }, { dependsOn: migration });
const rollback = new squarecloud.SnapshotRestore(
  "rollback",
  {
    databaseId: drillId,
    snapshotId: backup.snapshotId,
    versionId: backup.versionId,
    triggers: [backup.versionId],
  },
  { dependsOn: after },
);
const end = new Query("end", { url, sql: check, triggers: [rollback.restoredAt], expected: before.rows });

export const rows = { before: before.rows, after: after.rows, end: end.rows };
export const tested = { versionId, takenAt: latest.createdAt, at: rollback.restoredAt };
