import { performance } from "node:perf_hooks";

/** Simulated time: starts where it is told, runs `rate` times as fast as real time, and can be sent ahead. */
export type Clock = {
  /** Milliseconds since the epoch, whole. */
  now(): number;
  /** Runs `act` once the moment `due` (milliseconds since the epoch) has come; in the order of the moments. */
  at(due: number, act: () => void): void;
  /** Resolves once the moment `due` has come. */
  until(due: number): Promise<void>;
  /** Sends the time ahead; what falls due on the way has run when this returns. */
  advance(seconds: number): void;
  /** Nothing runs any more. */
  stop(): void;
};

type Appointment = { due: number; act: () => void };

/** The longest pause that a Node timer takes, in real milliseconds; anything longer would fire at once. */
const longestPause = 2 ** 31 - 1;

export function createClock(startsAt: Date, rate: number): Clock {
  const startedAt = performance.now();
  const appointments: Appointment[] = [];
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;

  const now = () => Math.floor(startsAt.getTime() + skipped + (performance.now() - startedAt) * rate);

  function at(due: number, act: () => void) {
    const later = appointments.findIndex((other) => other.due > due);
    appointments.splice(later === -1 ? appointments.length : later, 0, { due, act });
    wind();
  }

  function wind() {
    clearTimeout(timer);
    const [next] = appointments;
    if (next === undefined) return;
    const pause = Math.ceil((next.due - now()) / rate);
    // unref: a program that forgets to close the simulator still ends
    timer = setTimeout(ring, Math.min(Math.max(pause, 0), longestPause)).unref();
  }

  function ring() {
    while (appointments[0] !== undefined && appointments[0].due <= now()) appointments.shift()?.act();
    wind();
  }

  function stop() {
    clearTimeout(timer);
    appointments.length = 0;
  }

  function advance(seconds: number) {
    skipped += seconds * 1_000;
    ring();
  }

  const until = (due: number) => new Promise<void>((resolve) => at(due, resolve));

  return { now, at, until, advance, stop };
}
