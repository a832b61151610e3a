import type { Clock } from "./api/clock";

/** Progress, for whoever watches `pulumi up`. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  /** Waits for `work`, and says `line()` at each minute that it takes. */
  narrate<T>(work: Promise<T>, line: (waited: string) => string): Promise<T>;
}

const MINUTE = 60_000;

/** Pulumi shows what a provider writes to stdout as information, and all of stderr as errors. */
export const toEngine = (line: string) => void process.stdout.write(`${line}\n`);

export function createLog(clock: Clock, write: (line: string) => void): Log {
  return {
    info: write,
    warn: (line) => write(`warning: ${line}`),
    async narrate(work, line) {
      const done = new AbortController();
      const started = clock.now();
      const speak = async (): Promise<void> => {
        await clock.sleep(MINUTE, done.signal);
        write(line(spell(clock.now() - started)));
        return speak();
      };
      speak().catch(() => undefined);
      try {
        return await work;
      } finally {
        done.abort();
      }
    },
  };
}

/** Milliseconds in words: `45 s`, `2 min`, `2 min 30 s`, `1 h 5 min`. */
export function spell(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const parts = [
    [Math.floor(seconds / 3_600), "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).slice(0, 2);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(" ") || "0 s";
}
