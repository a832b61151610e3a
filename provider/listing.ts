import { createAccountListing } from "./accountListing";
import type { Client } from "./api/client";
import type { Clock } from "./api/clock";
import { isPassing, RateLimitError } from "./api/errors";
import { keyOf, type Target } from "./api/target";
import { isOf, type Version } from "./api/version";
import type { Log } from "./log";
import { type Request, versionOf } from "./request";
import { serverNow } from "./serverNow";

/** Looks in the listings for all who wait: one loop per target, each answer shared. */
export interface Listing {
  /** Waits until the version that a request made is listed, and claims it. `absent` is for a request of
   * unknown outcome that no listing shows once the server's cache is over: it was never taken.
   * Rejects with the signal's reason, or with the error that keeps the listing from being read. */
  ownVersion(request: Request, signal: AbortSignal): Promise<Version | "absent">;
  /** The newest version of a target, not automatic, finished within the last `ms` and claimed by nobody;
   * claims it. Asks the API anew. */
  recent(target: Target, ms: number, signal: AbortSignal): Promise<Version | undefined>;
  /** All versions of a target, asked for once per process unless a snapshot is taken meanwhile. */
  versions(target: Target): Promise<Version[]>;
  /** The version that a request made, if `versions` has it; claims it. */
  claim(request: Request, versions: readonly Version[]): Version | undefined;
  /** `versionId`s of a target that were claimed. */
  claimed(target: Target): string[];
}

interface Waiter {
  request: Request;
  resolve(version: Version | "absent"): void;
  reject(reason: unknown): void;
}

interface Wait {
  target: Target;
  waiters: Waiter[];
  /** When its own listing was last asked for. */
  lookedAt: number;
  /** Ends the pause between two looks. */
  wake: AbortController;
  /** Ends a look that nobody waits for any more. */
  over: AbortController;
}

const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 30_000;
/** More targets of one kind than this are looked for in the account's listing. */
const CROWD = 6;
/** What the account's listing has not shown for this long is looked up in the target's own. */
const OWN_LOOK = 2 * 60_000;
/** The server's cache of a listing, and the time in which a snapshot typically appears. */
const ABSENT_AFTER = 30 * 60_000 + 2 * 60_000;

export function createListing(client: Client, clock: Clock, log: Log): Listing {
  const waits = new Map<string, Wait>();
  /** The targets' keys by `versionId`. */
  const claimed = new Map<string, string>();
  const known = new Map<string, Promise<Version[]>>();
  const account = createAccountListing(client, clock);

  function claim(request: Request, versions: readonly Version[]): Version | undefined {
    const version = versionOf(request, versions, claimed);
    if (version) claimed.set(version.versionId, keyOf(request.target));
    return version;
  }

  function isCrowded({ kind }: Target): boolean {
    const crowd = [...waits.values()].filter(({ target }) => target.kind === kind).length;
    return crowd > CROWD && account.isOpen(kind);
  }

  async function look(wait: Wait): Promise<Version[]> {
    const isShared = isCrowded(wait.target) && clock.now() - wait.lookedAt < OWN_LOOK;
    const shared = isShared ? await account.versions(wait.target.kind) : undefined;
    if (shared) return shared;
    const askedAt = clock.now();
    const versions = await client.list(wait.target, wait.over.signal);
    wait.lookedAt = askedAt;
    return versions;
  }

  /** Those who know that theirs is finished choose first, then whoever has asked first. */
  function settle(wait: Wait, versions: readonly Version[]): void {
    const order = [...wait.waiters].sort(
      (a, b) =>
        Number(b.request.outcome === "ready") - Number(a.request.outcome === "ready") ||
        a.request.since() - b.request.since(),
    );
    for (const waiter of order) {
      const version = claim(waiter.request, versions);
      if (version) waiter.resolve(version);
      else if (isAbsent(waiter.request, wait)) waiter.resolve("absent");
    }
  }

  const isAbsent = ({ outcome, since }: Request, { lookedAt }: Wait) =>
    outcome === "unknown" && (client.time.at(lookedAt) ?? lookedAt) >= since() + ABSENT_AFTER;

  async function poll(wait: Wait): Promise<void> {
    let pause = FIRST_PAUSE;
    while (wait.waiters.length > 0) {
      wait.wake = new AbortController();
      try {
        settle(wait, await look(wait));
      } catch (error) {
        fail(wait, error);
      }
      if (wait.waiters.length === 0) return;
      const next = isCrowded(wait.target) ? account.nextAt(wait.target.kind) : clock.now() + pause;
      const woken = await clock.sleep(Math.max(0, next - clock.now()), wait.wake.signal).then(
        () => false,
        () => true,
      );
      pause = woken ? FIRST_PAUSE : Math.min(pause * 1.5, LONGEST_PAUSE);
    }
  }

  /** What passes is waited out; anything else ends the wait. */
  function fail(wait: Wait, error: unknown): void {
    if (isPassing(error) || error instanceof RateLimitError) log.warn(`${error.message} Looking again.`);
    else for (const waiter of [...wait.waiters]) waiter.reject(error);
  }

  function waitFor(target: Target): Wait {
    const going = waits.get(keyOf(target));
    if (going) return going;
    const wait: Wait = {
      target,
      waiters: [],
      lookedAt: Number.NEGATIVE_INFINITY,
      wake: new AbortController(),
      over: new AbortController(),
    };
    waits.set(keyOf(target), wait);
    return wait;
  }

  return {
    claim,
    claimed: (target) =>
      [...claimed].flatMap(([versionId, key]) => (key === keyOf(target) ? [versionId] : [])),
    ownVersion: (request, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        known.delete(keyOf(request.target));
        const wait = waitFor(request.target);
        const leave = () => {
          wait.waiters = wait.waiters.filter((waiter) => waiter !== mine);
          signal.removeEventListener("abort", timeOut);
          if (wait.waiters.length > 0) return;
          waits.delete(keyOf(request.target));
          wait.over.abort();
          wait.wake.abort();
        };
        const mine: Waiter = {
          request,
          resolve: (version) => {
            leave();
            resolve(version);
          },
          reject: (reason) => {
            leave();
            reject(reason);
          },
        };
        const timeOut = () => mine.reject(signal.reason);
        signal.addEventListener("abort", timeOut, { once: true });
        wait.waiters.push(mine);
        if (wait.waiters.length === 1) void poll(wait);
        else wait.wake.abort();
      }),
    async recent(target, ms, signal) {
      const versions = await client.list(target, signal);
      const wait = waits.get(keyOf(target));
      if (wait) settle(wait, versions); // those who have asked for one choose before those who take one over
      const [newest] = versions
        .filter((version) => isOf(target, version) && version.origin !== "automatic")
        .filter(
          ({ versionId, takenAt }) => !claimed.has(versionId) && takenAt >= serverNow({ client, clock }) - ms,
        )
        .sort((a, b) => b.takenAt - a.takenAt);
      if (newest) claimed.set(newest.versionId, keyOf(target));
      return newest;
    },
    versions(target) {
      const key = keyOf(target);
      const asked = known.get(key) ?? client.list(target);
      known.set(key, asked);
      asked.catch(() => known.delete(key));
      return asked;
    },
  };
}
