import type { Call } from "./route";

/** One request that arrived. Holds neither keys nor signatures. */
export type LogEntry = {
  /** "unknown": no route of the service. */
  readonly call: Call | "unknown";
  /** Such as `GET`. */
  readonly method: string;
  /** With its query, but for a download, whose query is a secret. */
  readonly path: string;
  /** The target's bare id. */
  readonly target: string | undefined;
  /** Arrival, in simulated time. */
  readonly at: Date;
  /** The id of the account whose key it carried, or whose archive it asked for. */
  readonly account: string | undefined;
  /** The Range header. */
  readonly range: string | undefined;
  /** A download that carried an Authorization header: whoever sent it leaked a key. */
  readonly carriedKey: boolean;
  /** "open" until it is answered, and for good if it never is. */
  status: number | "open" | "reset" | "abandoned by the client";
  /** The code of the body that was sent. */
  code?: string;
};

export type Log = {
  add(entry: LogEntry): void;
  /** In the order of arrival. */
  entries(call?: LogEntry["call"], target?: string): readonly LogEntry[];
};

export function createLog(): Log {
  const all: LogEntry[] = [];
  return {
    add: (entry) => void all.push(entry),
    entries: (call, target) =>
      all.filter((entry) => (call ?? entry.call) === entry.call && (target ?? entry.target) === entry.target),
  };
}
