import type { Clock } from "./api/clock";

/** A moment until which something is waited for. */
export interface Deadline {
  /** By our clock. */
  at: number;
  /** Aborts at that moment, with a `DeadlinePassed`. */
  signal: AbortSignal;
  /** Frees the timer. */
  [Symbol.dispose](): void;
}

export class DeadlinePassed extends Error {}

export function deadlineIn(ms: number, clock: Clock): Deadline {
  const passed = new AbortController();
  const over = new AbortController();
  clock.sleep(ms, over.signal).then(
    () => passed.abort(new DeadlinePassed()),
    () => undefined,
  );
  return { at: clock.now() + ms, signal: passed.signal, [Symbol.dispose]: () => over.abort() };
}
