import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../../provider/account";
import type { Archive } from "../../provider/archive/archive";
import type { RestoreInputs } from "../../provider/restore/state";
import { isPending, type SnapshotInputs } from "../../provider/snapshot/state";
import { startSimulator, type Version } from "../../simulator";
import { createEngine, restoreLifecycle, snapshotLifecycle } from "./engine";
import { createRuns, RATE, type Strike } from "./runs";

/** What a Snapshot finds. */
export interface SnapshotWorld {
  /** Seconds that the service takes over a snapshot; past 90 it answers with 202. */
  capture: number;
  /** Whether there is a snapshot already, which an earlier run has left. */
  isLeft?: boolean;
  isCopied?: boolean;
  inputs: SnapshotInputs;
}

/** What became of a stack with one resource, from its first `up` until it is as its program says. */
export interface Life {
  /** How many `up`s that took. */
  ups: number;
  /** POSTs that the service carried out. */
  applied: number;
  /** Of these, what nobody asked for: more than one snapshot or restore. */
  duplicates: number;
  restores: number;
  /** Snapshots, or their copies, that exist without the state knowing them, or the other way round. */
  lost: number;
  /** Runs that ended with an error. */
  errors: number;
  /** Errors that do not say what to do. */
  bare: number;
  /** Lines and errors that hold the key or a part of a link. */
  leaks: number;
  /** What did not end as the program says. */
  unfinished: number;
}

/** After how many runs somebody takes a snapshot for failed that is not listed. */
const PATIENCE = 3;
/** Seconds after which all is over that the service had begun. */
const LATER = 3_600;

export async function liveSnapshot(world: SnapshotWorld, strikes: Strike[]): Promise<Life> {
  await using cloud = await startSimulator({ rate: RATE });
  const databaseId = cloud.addDatabase({ captureSeconds: world.capture, archiveBytes: 200_000 });
  const left = world.isLeft ? [cloud.addSnapshot(databaseId).versionId] : [];
  await using folder = await temporary();
  const runs = createRuns(cloud, strikes);
  const engine = createEngine(snapshotLifecycle);
  let inputs: SnapshotInputs = { ...world.inputs, databaseId };
  if (world.isCopied) inputs.downloadTo = join(folder.path, "copies/");

  const up = (account: Account) => engine.up(inputs, account);
  const isDone = await runs.upUntilDone(up, (ups) => {
    const state = engine.state();
    if (ups >= PATIENCE && state && isPending(state)) inputs = { ...inputs, triggers: ["it has failed"] };
  });
  const isSettled = isDone && (await runs.settle(engine.refresh, up));

  cloud.advance(LATER);
  const versions = cloud.versions(databaseId);
  const taken = versions.filter(({ versionId }) => !left.includes(versionId)).length;
  const state = engine.state();
  const known = state && !isPending(state) ? state : undefined;
  const isThere = versions.some(({ versionId }) => versionId === known?.versionId);
  const isCopied = !world.isCopied || (await isWhole(known?.archive));
  return {
    ups: runs.ups(),
    applied: taken,
    duplicates: Math.max(taken + left.length - 1, 0),
    restores: 0,
    lost: isThere && isCopied ? 0 : 1,
    unfinished: isSettled && known?.status === "available" ? 0 : 1,
    ...runs.seen(),
  };
}

async function isWhole(archive: Archive | undefined): Promise<boolean> {
  if (archive === undefined) return false;
  const bytes = await readFile(archive.path);
  return bytes.length === archive.size && createHash("sha256").update(bytes).digest("hex") === archive.sha256;
}

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), "pulumi-squarecloud-faults-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function liveRestore(more: Partial<RestoreInputs>, strikes: Strike[]): Promise<Life> {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  const takenAt = new Date(cloud.now().getTime() - LATER * 1_000);
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId, { data: "then", takenAt });
  cloud.write(databaseId, "now");
  const runs = createRuns(cloud, strikes);
  const engine = createEngine(restoreLifecycle);
  let inputs: RestoreInputs = { ...more, databaseId, snapshotId, versionId };

  const up = (account: Account) => engine.up(inputs, account);
  const isDone = await runs.upUntilDone(up, (ups) => {
    if (ups < 2 || engine.state()?.status !== "unknown") return;
    // Somebody has looked at the target, as the error asks for.
    const isThere = cloud.read(databaseId) === "then";
    inputs = { ...inputs, onUnknownOutcome: isThere ? "assumeRestored" : "retry" };
  });
  const isSettled = isDone && (await runs.settle(engine.refresh, up));

  cloud.advance(LATER);
  const restores = cloud.restores(databaseId).length;
  const taken = cloud.versions(databaseId).filter((version) => version.versionId !== versionId);
  const state = engine.state();
  const isRestored = state?.status === "restored" && cloud.read(databaseId) === "then";
  const safety = taken.find((version) => version.versionId === safetyIn(state));
  return {
    ups: runs.ups(),
    applied: taken.length + restores,
    duplicates: Math.max(restores - 1, 0),
    restores,
    lost: isSafe(inputs, safety) ? 0 : 1,
    unfinished: isSettled && isRestored ? 0 : 1,
    ...runs.seen(),
  };
}

const safetyIn = (state: { safetySnapshot?: { status: string } } | undefined) => {
  const safety = state?.safetySnapshot;
  return safety && "versionId" in safety ? safety.versionId : undefined;
};

/** Whether what was overwritten is in the snapshot that the state names. */
const isSafe = ({ safetySnapshot }: RestoreInputs, safety: Version | undefined) =>
  !safetySnapshot || safety?.data === "now";
