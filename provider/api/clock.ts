/** What everything that waits asks for the time. */
export interface Clock {
  /** Milliseconds since the epoch. Need not agree with the server's time of day. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Real milliseconds after which a call that may take `ms` is given up. */
  timeout(ms: number): number;
}

// At a high rate a scaled time-out would be shorter than a busy machine's hiccups.
const SHORTEST_TIMEOUT = 3_000;
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * A clock that runs `rate` times as fast as real time. It follows the machine's wall clock, which, unlike a
 * monotonic one, also counts the time that a laptop sleeps.
 */
export function systemClock(rate = 1): Clock {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (Date.now() - startedAt) * rate,
    timeout: (ms) => Math.max(ms / rate, Math.min(ms, SHORTEST_TIMEOUT)),
    sleep: (ms, signal) => timer(Math.min(Math.ceil(ms / rate), LONGEST_TIMER), signal),
  };
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(pending);
      reject(signal?.reason);
    };
    const pending = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
