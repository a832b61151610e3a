import { randomInt } from "node:crypto";
import type { Clock } from "./clock";
import type { Links } from "./link";
import type { Kind, Target } from "./target";
import { type ListedVersion, listed, type StoredVersion, vanished } from "./version";

const cacheMs = 30 * 60_000;

/** The listings of one account. Each is cached for 30 min, links included, and in no order. */
export type Listings = {
  /** Whether a listing of the whole account would be answered from the cache. */
  cached(kind: Kind): boolean;
  ofTarget(target: Target): readonly ListedVersion[];
  ofAccount(kind: Kind): readonly ListedVersion[];
  /** Forgets what a new version of the target makes out of date. */
  clear(target: Target): void;
};

export function createListings(versions: readonly StoredVersion[], links: Links, clock: Clock): Listings {
  const cache = new Map<string, { until: number; items: readonly ListedVersion[] }>();

  function remembered(key: string) {
    const entry = cache.get(key);
    return entry !== undefined && entry.until > clock.now() ? entry.items : undefined;
  }

  function list(key: string, belongs: (version: StoredVersion) => boolean) {
    const known = remembered(key);
    if (known !== undefined) return known;
    const present = versions.filter((version) => belongs(version) && !vanished(version, clock.now()));
    const items = shuffled(present.map((version) => listed(version, links)));
    cache.set(key, { until: clock.now() + cacheMs, items });
    return items;
  }

  return {
    cached: (kind) => remembered(kind) !== undefined,
    ofTarget: ({ kind, id }) => list(`${kind} ${id}`, (v) => v.kind === kind && v.targetId === id),
    ofAccount: (kind) => list(kind, (version) => version.kind === kind),
    clear({ kind, id }) {
      cache.delete(`${kind} ${id}`);
      cache.delete(kind);
    },
  };
}

function shuffled<T>(items: T[]): T[] {
  const deck = items.map((item) => ({ item, rank: randomInt(2 ** 32) }));
  return deck.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}
