import { codeOf, failureOf, succeeded } from "./answer";
import type { Clock } from "./clock";
import { type Call, isPassing, RateLimitError, UncertainError } from "./errors";
import { createSend, type Sending } from "./send";
import { type ServerTime, serverTime } from "./serverTime";
import { describe, type Target, type TargetKind } from "./target";
import { type Version, versionsFrom } from "./version";

/** What a POST came to, where something was, or may have been, or may yet be started. */
export type WriteAnswer =
  /** 200: a snapshot is finished, a restore is dispatched. */
  | { is: "done" }
  /** 202: past the soft deadline of about 90 s, it goes on in the background. */
  | { is: "processing" }
  /** 429 KEEP_CALM: nothing was started. */
  | { is: "cooldown" }
  /** No answer, or none that can be read: it may have been started. */
  | { is: "uncertain"; error: UncertainError };

/** What a restore puts back: `name` and `version_id` of a listing. */
export interface RestorePoint {
  snapshotId: string;
  versionId: string;
}

/** The Square Cloud API. Any call throws an `ApiError` for what only a person can mend. */
export interface Client {
  /** Asks for a snapshot, once: held open up to about 90 s by the API, given up after 120 s. Calls `onSent` when the
   * request is on its way. */
  takeSnapshot(target: Target, onSent: () => void): Promise<WriteAnswer>;
  /** Overwrites a target's live data, once. As `takeSnapshot`, it may be held. */
  restore(target: Target, point: RestorePoint, onSent: () => void): Promise<WriteAnswer>;
  /** Whether a target runs. Needs the scope `databases:read` or `apps:read`. */
  isRunning(target: Target, signal?: AbortSignal): Promise<boolean>;
  /** A target's versions, unordered. The server caches the answer for 30 minutes: absence proves nothing
   * (OpenAPI 13.76.1, list-database-snapshots). */
  list(target: Target, signal?: AbortSignal): Promise<Version[]>;
  /** All versions of one kind that the account has; paid plans only, 3 uncached calls per 60 s
   * (OpenAPI 13.76.1, list-account-snapshots). */
  listAccount(kind: TargetKind): Promise<Version[]>;
  readonly time: ServerTime;
}

/** Lets requests through, one by one. */
export interface Gate {
  /** Resolves when a read may be sent. */
  read(signal?: AbortSignal): Promise<void>;
  /** The API answered RATE_LIMITED: nothing more may be sent for a while. */
  block(error: RateLimitError): void;
}

export interface ClientOptions {
  /** Origin, such as `https://api.squarecloud.app`. */
  baseUrl: URL;
  apiKey: string;
  clock: Clock;
  gate: Gate;
}

type Writing = Pick<Sending, "body" | "onSent">;
type Reading = Pick<Sending, "query" | "signal">;

/** The official SDKs give a held call 120 s. */
const HELD = 120_000;
const BRIEF = 30_000;
const READ_ATTEMPTS = 3;
const routes = { database: "databases", application: "apps" } as const;

export function createClient({ baseUrl, apiKey, clock, gate }: ClientOptions): Client {
  const time = serverTime();
  const send = createSend(baseUrl, apiKey, clock, time);
  // Everything before the first `-` of a key (official JavaScript SDK).
  const accountId = apiKey.split("-", 1)[0] ?? "";

  /** Sends a POST, once: held open up to about 90 s. */
  async function write(target: Target, path: string, writing: Writing): Promise<WriteAnswer> {
    const call: Call = { method: "POST", path };
    const answer = await send(call, { ...writing, timeout: HELD });
    if (succeeded(answer)) return { is: "done" };
    if (codeOf(answer) === "SNAPSHOT_PROCESSING") return { is: "processing" };
    if (codeOf(answer) === "KEEP_CALM") return { is: "cooldown" };
    const error = failureOf(answer, call, describe(target));
    if (error instanceof UncertainError) return { is: "uncertain", error };
    if (error instanceof RateLimitError) gate.block(error);
    throw error;
  }

  async function read<T>(
    call: Call,
    subject: string,
    check: (response: unknown) => response is T,
    reading: Reading,
  ) {
    for (let attempt = 1; ; attempt++) {
      await gate.read(reading.signal);
      const answer = await send(call, { ...reading, timeout: BRIEF });
      if (succeeded(answer) && check(answer.body.response)) return answer.body.response;
      const error = failureOf(answer, call, subject);
      if (attempt === READ_ATTEMPTS || !isPassing(error)) throw error;
      await clock.sleep(1_000 * 2 ** attempt, reading.signal);
    }
  }

  async function readOrBlock<T>(...call: Parameters<typeof read<T>>): Promise<T> {
    try {
      return await read(...call);
    } catch (error) {
      if (error instanceof RateLimitError) gate.block(error);
      throw error;
    }
  }

  return {
    time,
    takeSnapshot: (target, onSent) => write(target, snapshotsOf(target), { onSent }),
    restore: (target, point, onSent) =>
      write(target, `${snapshotsOf(target)}/restore`, { onSent, body: point }),
    async isRunning(target, signal) {
      const call: Call = { method: "GET", path: `${pathOf(target)}/status` };
      return (await readOrBlock(call, describe(target), isStatus, { signal })).running;
    },
    async list(target, signal) {
      const call: Call = { method: "GET", path: snapshotsOf(target) };
      const items = await readOrBlock(call, describe(target), Array.isArray, { signal });
      return versionsFrom(items, target.kind, accountId);
    },
    async listAccount(kind) {
      const call: Call = { method: "GET", path: "/v2/users/snapshots" };
      // Its own limit, which blocks nothing else.
      const items = await read(call, "the account's snapshots", Array.isArray, { query: `?scope=${kind}s` });
      return versionsFrom(items, kind, accountId);
    },
  };
}

const pathOf = ({ kind, id }: Target) => `/v2/${routes[kind]}/${id}`;
const snapshotsOf = (target: Target) => `${pathOf(target)}/snapshots`;

const isStatus = (response: unknown): response is { running: boolean } =>
  typeof response === "object" &&
  response !== null &&
  "running" in response &&
  typeof response.running === "boolean";
