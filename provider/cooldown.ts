import { keyOf, type Target } from "./api/target";

/** The pauses that the API asks for between writes of one kind, as far as this process knows of them. */
export interface Cooldown {
  /** When this target's own pause is over. */
  targetEnds(target: Target): number;
  /** When a write for this target may be sent: its own pause and the user's are over. */
  ends(target: Target): number;
  /** Whether writes of this process, as long as the API has not refused them, explain a KEEP_CALM to one sent at this time. */
  explains(target: Target, at: number): boolean;
  /** A write for this target is on its way. */
  start(target: Target, at: number): void;
  /** The API started nothing for this target. */
  cancel(target: Target): void;
}

/** For requests that travel faster than the one before. */
const MARGIN = 250;
/** How much longer than ours the API's own reckoning of a pause may be. */
const SOON = 30_000;

/** One write per `user` milliseconds, and one per `target` milliseconds and target. */
export function createCooldown(limit: { user: number; target: number }): Cooldown {
  let last = Number.NEGATIVE_INFINITY;
  /** Of each target, what was not refused. */
  const lastOf = new Map<string, number>();
  const targetEnds = (target: Target) =>
    (lastOf.get(keyOf(target)) ?? Number.NEGATIVE_INFINITY) + limit.target + MARGIN;
  return {
    targetEnds,
    ends: (target) => Math.max(last + limit.user + MARGIN, targetEnds(target)),
    explains(target, at) {
      const usersEnds = Math.max(...lastOf.values()) + limit.user + MARGIN;
      return at < Math.max(usersEnds, targetEnds(target)) + SOON;
    },
    start(target, at) {
      last = at;
      lastOf.set(keyOf(target), at);
    },
    cancel: (target) => void lastOf.delete(keyOf(target)),
  };
}
