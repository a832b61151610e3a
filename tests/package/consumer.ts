import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";
import { type Simulator, startSimulator } from "pulumi-squarecloud/simulator";

// What a program of a user writes: it is compiled, in both module systems, and never run.

const args: squarecloud.SnapshotArgs = { databaseId: pulumi.output("id"), triggers: ["commit", 1] };
const provider = new squarecloud.Provider("other", { apiKey: pulumi.secret("key"), requestsPerMinute: 60 });
const backup = new squarecloud.Snapshot("backup", args, { provider, protect: true });

export const versionId: pulumi.Output<string> = backup.versionId;
export const copy: pulumi.Output<squarecloud.Archive | undefined> = backup.archive;
export const download: Promise<squarecloud.Archive> = squarecloud.downloadSnapshot("url", "copy.zip", {
  log: (line: string) => line,
});
export const isThere: pulumi.Output<boolean> = backup.status.apply((status) => status === "available");

export async function simulated(): Promise<string> {
  await using simulator: Simulator = await startSimulator({ rate: 60 });
  return simulator.url;
}

// @ts-expect-error: there are no other inputs
export const misspelled: squarecloud.SnapshotArgs = { databaseID: "id" };
// @ts-expect-error: there are no other answers to an expiry
export const wrong: squarecloud.SnapshotArgs = { databaseId: "id", onExpiry: "delete" };
