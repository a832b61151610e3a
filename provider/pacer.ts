import type { Clock } from "./api/clock";
import type { RateLimitError } from "./api/errors";
import type { Target } from "./api/target";
import { createCooldown } from "./cooldown";

/** Keeps an account's requests within what Square Cloud allows, so that none has to be refused. */
export interface Pacer {
  /** Resolves when a read may be sent. */
  read(signal?: AbortSignal): Promise<void>;
  /** Resolves when this may be asked for, of this target. */
  write(what: Write, target: Target, signal?: AbortSignal): Promise<Pass>;
  /** When a block and the cooldowns that this process knows of are over; the 5 s between two snapshots are not counted. */
  readyAt(what: Write, target: Target): number;
  /** Sends nothing for as long as the API may block a key. Who waits without a signal, and so without a deadline, is
   * told at once. */
  block(error: RateLimitError): void;
  /** @throws the error of a block that lasts longer than until then. */
  refuseIfBlocked(until: number): void;
}

export type Write = "snapshot" | "restore";

/** Leave to send one write. */
export interface Pass {
  /** Whether a KEEP_CALM to it would come from what this process has sent: the API may count a cooldown otherwise. */
  isSoon: boolean;
  /** The request is on its way: the cooldowns run from here, as connecting may have taken a while. */
  sent(): void;
  /** The API started nothing: the target has no cooldown from it. */
  refused(): void;
}

/** Milliseconds between two writes (API reference). */
export const LIMITS = {
  snapshot: { user: 5_000, target: 180_000 },
  restore: { user: 60_000, target: 120_000 },
} as const;
const WINDOW = 60_000;
const MARGIN = 250;
/** "can block it for ~30 minutes", and a minute for the "about". */
export const BLOCK = 31 * 60_000;

interface Waiting {
  write?: { what: Write; target: Target };
  admit(isSoon: boolean): void;
  /** Gives up a turn that has no deadline. */
  refuse?(reason: RateLimitError): void;
}

export function createPacer(requestsPerMinute: number, clock: Clock): Pacer {
  const waiting: Waiting[] = [];
  /** When the requests of the last minute were sent, oldest first. */
  let sent: number[] = [];
  let blocked: { until: number; by?: RateLimitError } = { until: Number.NEGATIVE_INFINITY };
  const cooldowns = { snapshot: createCooldown(LIMITS.snapshot), restore: createCooldown(LIMITS.restore) };
  let alarm = new AbortController();

  const cooldownEnds = ({ what, target }: { what: Write; target: Target }) => cooldowns[what].ends(target);

  /** Reads leave room in the budget for the writes that will become due within a minute. */
  function reserved(): number {
    const writes = waiting.filter(({ write }) => write).length;
    return Math.min(writes, WINDOW / LIMITS.snapshot.user, Math.floor(requestsPerMinute / 2));
  }

  function budgetAllows(limit: number): number {
    const last = sent.at(-limit);
    return last === undefined ? Number.NEGATIVE_INFINITY : last + WINDOW + MARGIN;
  }

  function due({ write }: Waiting): number {
    if (!write) return Math.max(blocked.until, budgetAllows(requestsPerMinute - reserved()));
    return Math.max(blocked.until, cooldownEnds(write), budgetAllows(requestsPerMinute));
  }

  function admit(next: Waiting, at: number): void {
    waiting.splice(waiting.indexOf(next), 1);
    sent = [...sent.filter((time) => time > at - WINDOW - MARGIN), at];
    const { write } = next;
    next.admit(write !== undefined && cooldowns[write.what].explains(write.target, at));
    if (write) cooldowns[write.what].start(write.target, at);
  }

  /** Lets through who is due, writes first, and comes back when the next one is. */
  function pump(): void {
    alarm.abort();
    for (;;) {
      const now = clock.now();
      const writesFirst = [...waiting.filter(({ write }) => write), ...waiting.filter(({ write }) => !write)];
      const next = writesFirst.find((one) => due(one) <= now);
      if (next) {
        admit(next, now);
        continue;
      }
      if (waiting.length > 0) wakeAt(Math.min(...waiting.map(due)), now);
      return;
    }
  }

  function wakeAt(time: number, now: number): void {
    alarm = new AbortController();
    clock.sleep(time - now, alarm.signal).then(pump, () => undefined);
  }

  function refuseIfBlocked(until: number): void {
    if (blocked.by && blocked.until > until) throw blocked.by;
  }

  function turn(write: Waiting["write"], signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (!signal) refuseIfBlocked(clock.now());
      const leave = (reason: unknown) => {
        waiting.splice(waiting.indexOf(mine), 1);
        reject(reason);
        pump();
      };
      const timeOut = () => leave(signal?.reason);
      const mine: Waiting = {
        ...(write && { write }),
        admit(isSoon) {
          signal?.removeEventListener("abort", timeOut);
          resolve(isSoon);
        },
        ...(!signal && { refuse: leave }),
      };
      signal?.addEventListener("abort", timeOut, { once: true });
      waiting.push(mine);
      pump();
    });
  }

  return {
    async read(signal) {
      await turn(undefined, signal);
    },
    async write(what, target, signal) {
      const cooldown = cooldowns[what];
      const isSoon = await turn({ what, target }, signal);
      return {
        isSoon,
        sent: () => cooldown.start(target, clock.now()),
        refused() {
          cooldown.cancel(target);
          pump();
        },
      };
    },
    readyAt(what, target) {
      const { ends, targetEnds } = cooldowns[what];
      return Math.max(blocked.until, what === "restore" ? ends(target) : targetEnds(target));
    },
    block(error) {
      blocked = { until: clock.now() + BLOCK, by: error };
      for (const { refuse } of [...waiting]) refuse?.(error);
      pump();
    },
    refuseIfBlocked,
  };
}
