import { inspect } from "node:util";

/**
 * What really holds a target's data, a PostgreSQL say. A capture is its `dump`, which is also the entry `data` of
 * the archive, and a restore gives a dump to `load`. Why one of them rejects, Node prints as a warning.
 */
export type Store = {
  /** What is there when this is called. Where it rejects, the capture fails. */
  dump(): Promise<string>;
  /** Replaces what is there. Where it rejects, the target stays stopped. */
  load(dump: string): Promise<void>;
};

/** Tells why a store failed: no answer of the service does, and the answer may have been sent. */
export function warn(failure: string, error: unknown): undefined {
  process.emitWarning(failure, { type: "SimulatorWarning", detail: inspect(error) });
}
