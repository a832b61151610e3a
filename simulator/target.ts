import { randomBytes } from "node:crypto";
import { createLimit, type Limit } from "./limit";
import type { Store } from "./store";

/** What a target is. */
export type Kind = "application" | "database";

/** What a database runs; it takes snapshots of its own engine alone. */
export type Engine = "mongo" | "mysql" | "redis" | "postgres";

/** A restore that was carried out. `at` is when it was dispatched; 60 s later the data is there, or given to a store. */
export type Restore = { readonly at: Date; readonly snapshotId: string; readonly versionId: string };

/** What a target is like that a test adds. */
export type TargetOptions = {
  /** 32 hex characters. Default: made up. */
  id?: string;
  /** Default `my-database` or `my-application`. */
  name?: string;
  /** What it holds at first, where it has no `store`. Default: a sentence that names it. */
  data?: string;
  /** Holds its data instead of the simulator: snapshots are dumps of it, and restores load them. */
  store?: Store;
  /** Default true. */
  running?: boolean;
  /** How long a capture takes, in simulated seconds; past 90 the service answers 202. Default 20. */
  captureSeconds?: number;
  /** Pads its archives to this size, in bytes, below 4 GiB. Default 0, no padding. */
  archiveBytes?: number;
  /** Memory in MB. Default 512. */
  memory?: number;
  /** Whether a snapshot's name is the id, or the id, the runtime and the origin: both occur. Default
   * "suffixed" for databases, "bare" for applications. Snapshots without an origin are always bare. */
  names?: "bare" | "suffixed";
};

/** What a database is like that a test adds. */
export type DatabaseOptions = TargetOptions & {
  /** Default "postgres". */
  engine?: Engine;
};

/** What an application is like that a test adds. */
export type ApplicationOptions = TargetOptions & {
  /** Default "javascript". */
  language?: string;
  /** Hex and `-`: the application is then also reached as `<id>-<workspaceId>`. */
  workspaceId?: string;
};

/** A database or an application, and what is going on with it. */
export type Target = {
  readonly kind: Kind;
  readonly id: string;
  readonly workspaceId: string | undefined;
  readonly name: string;
  /** The engine of a database, the language of an application. */
  readonly runtime: string;
  readonly names: "bare" | "suffixed";
  readonly memory: number;
  readonly createdAt: Date;
  readonly archiveBytes: number;
  readonly creates: Limit;
  readonly dispatches: Limit;
  readonly restores: Restore[];
  readonly store: Store | undefined;
  captureSeconds: number;
  /** Means nothing where there is a store. */
  data: string;
  running: boolean;
  removed: boolean;
};

export const createDatabase = (
  { engine = "postgres", ...options }: DatabaseOptions,
  createdAt: Date,
): Target => createTarget("database", engine, undefined, { names: "suffixed", ...options }, createdAt);

export const createApplication = (
  { language = "javascript", workspaceId, ...options }: ApplicationOptions,
  createdAt: Date,
): Target => createTarget("application", language, workspaceId, { names: "bare", ...options }, createdAt);

function createTarget(
  kind: Kind,
  runtime: string,
  workspaceId: string | undefined,
  options: TargetOptions,
  createdAt: Date,
): Target {
  const { id = randomBytes(16).toString("hex"), name = `my-${kind}`, names = "bare" } = options;
  if (!/^[a-f0-9]{32}$/.test(id)) throw new RangeError(`${kind} id ${id}: must be 32 hex characters`);
  const { archiveBytes = 0 } = options;
  if (archiveBytes >= 2 ** 32) throw new RangeError(`archiveBytes ${archiveBytes}: must be below 4 GiB`);
  return {
    kind,
    id,
    workspaceId,
    name,
    names,
    runtime,
    memory: options.memory ?? 512,
    createdAt,
    archiveBytes,
    creates: createLimit(1, 180),
    dispatches: createLimit(1, 120),
    restores: [],
    store: options.store,
    captureSeconds: options.captureSeconds ?? 20,
    data: options.data ?? `what ${kind} ${id} holds`,
    running: options.running ?? true,
    removed: false,
  };
}

export const describe = ({ kind, id }: Target) => `${kind} ${id}`;

/** Whether a path's id is this target's: its own, or `<id>-<workspaceId>`. */
export const answersTo = ({ id, workspaceId, removed }: Target, asked: string): boolean =>
  !removed && (asked === id || (workspaceId !== undefined && asked === `${id}-${workspaceId}`));

/** A target as `get` shows it: App or Database. */
export const detailsOf = ({ kind, id, name, runtime, memory, createdAt }: Target, owner: string) => ({
  id,
  name,
  owner,
  cluster: "simulator-1",
  ram: memory,
  ...(kind === "database" ? { type: runtime, port: 7_000 } : { language: runtime }),
  created_at: createdAt.toISOString(),
});

/** A target as `status` shows it: RuntimeStats, with `uptime` in milliseconds since the epoch. */
export const statsOf = ({ running, createdAt }: Target) => ({
  cpu: running ? "0.50%" : "0%",
  ram: running ? "64.00MB" : "0MB",
  status: running ? "running" : "exited",
  running,
  storage: "1.00MB",
  network: { total: "0 KB ↑ 0 KB ↓", now: "0 KB ↑ 0 KB ↓" },
  uptime: running ? createdAt.getTime() : null,
});
