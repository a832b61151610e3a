import type { Clock } from "../api/clock";
import { type Log, spell } from "../log";

/** Tells how far a download is, now and then. */
export interface Progress {
  /** So many bytes are there, of a total that the storage has told. */
  at(size: number, total: number | undefined): void;
  /** All are there. */
  done(size: number): void;
}

const PAUSE = 60_000;
/** Share of the archive, or bytes where its size is not known. */
const STEP = 0.1;
const STEP_BYTES = 100e6;

/** A line at most every 60 s, and at most every 10 percent. */
export function createProgress(
  name: string,
  path: string,
  { clock, log }: { clock: Clock; log: Log },
): Progress {
  const started = clock.now();
  let spokenAt = started;
  let spokenSize: number | undefined;
  return {
    at(size, total) {
      spokenSize ??= size;
      const step = total === undefined ? STEP_BYTES : total * STEP;
      if (clock.now() - spokenAt < PAUSE || size - spokenSize < step || size === total) return;
      spokenAt = clock.now();
      spokenSize = size;
      log.info(`${name}: downloading, ${sayShare(size, total)}`);
    },
    done: (size) =>
      log.info(`${name}: downloaded to ${path}, ${sayMB(size)} in ${spell(clock.now() - started)}`),
  };
}

export const sayMB = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

export const sayShare = (size: number, total: number | undefined) =>
  total === undefined
    ? sayMB(size)
    : `${Math.floor((size / total) * 100)}% (${sayMB(size)} of ${sayMB(total)})`;
