import type { Clock } from "../../provider/api/clock";

/** A clock whose time passes only when it is told so. */
export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>;
}

type Sleeper = { until: number; wake(): void };

/** Lets everything run that waits for no time. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export function manualClock(startsAt = 1_000_000): ManualClock {
  let now = startsAt;
  let sleepers: Sleeper[] = [];

  return {
    now: () => now,
    timeout: (ms) => ms,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        });
      }),
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        await settled();
        const next = sleepers.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)[0];
        if (!next) break;
        sleepers = sleepers.filter((other) => other !== next);
        now = Math.max(now, next.until);
        next.wake();
      }
      now = end;
    },
  };
}
