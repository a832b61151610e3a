import { randomBytes, randomInt } from "node:crypto";
import type { Clock } from "./clock";
import type { KeyOptions } from "./key";
import { type Budget, createBudget, createLimit, type Limit } from "./limit";
import { createLinks, type Links } from "./link";
import { createListings, type Listings } from "./listing";
import { answersTo, detailsOf, type Kind, type Target } from "./target";
import { type StoredVersion, type VersionFacts, vanished, versionOf } from "./version";

/** What an account's plan allows, and what the service leaves open. */
export type AccountOptions = {
  /** Memory of the plan in MB; it allows (MB / 256) x 2 snapshots per rolling 24 h. Default 4096. */
  planMemory?: number;
  /** Whether the account pays. Default true; else the listing of the whole account is 402. */
  paidPlan?: boolean;
  /** Requests in any 60 s; one more blocks the account's keys for 30 min. Default 30. */
  requestsPerMinute?: number;
  /** Whether a finished snapshot clears the listings' 30 min cache; the service does not say. Default true. */
  clearsListingCache?: boolean;
  /** Whether `modified` comes in whole seconds, and so up to a second early. Default true. */
  wholeSecondTimes?: boolean;
  /** The first key, 64 to 1024 characters, the account's id before its first `-`. Default: made up. */
  apiKey?: string;
};

/** All that the service keeps of one account. */
export type Account = {
  readonly id: string;
  readonly apiKey: string;
  readonly createdAt: Date;
  readonly planMemory: number;
  readonly paidPlan: boolean;
  readonly clearsListingCache: boolean;
  readonly wholeSecondTimes: boolean;
  readonly keys: Map<string, KeyOptions>;
  readonly targets: Target[];
  readonly versions: StoredVersion[];
  readonly links: Links;
  readonly listings: Listings;
  readonly requests: Budget;
  /** Listings of the whole account that the cache could not answer. */
  readonly uncached: Budget;
  readonly creates: Limit;
  readonly dispatches: Limit;
  readonly quota: Limit;
};

const day = 24 * 3_600;

export function createAccount(options: AccountOptions, origin: string, clock: Clock): Account {
  const { planMemory = 4_096, paidPlan = true, requestsPerMinute = 30 } = options;
  const apiKey = options.apiKey ?? newKey(newId());
  const id = accountIdIn(apiKey);
  const versions: StoredVersion[] = [];
  const links = createLinks(origin, id, clock);
  return {
    id,
    apiKey,
    createdAt: new Date(clock.now()),
    planMemory,
    paidPlan,
    clearsListingCache: options.clearsListingCache ?? true,
    wholeSecondTimes: options.wholeSecondTimes ?? true,
    keys: new Map([[apiKey, {}]]),
    targets: [],
    versions,
    links,
    listings: createListings(versions, links, clock),
    requests: createBudget(createLimit(requestsPerMinute, 60), 30 * 60),
    uncached: createBudget(createLimit(3, 60), 5 * 60),
    creates: createLimit(1, 5),
    dispatches: createLimit(1, 60),
    quota: createLimit(Math.floor(planMemory / 256) * 2, day),
  };
}

/** @throws RangeError for what could not be a key */
export function accountIdIn(apiKey: string): string {
  const [id = "", secret = ""] = apiKey.split("-", 2);
  if (id !== "" && secret !== "" && apiKey.length >= 64 && apiKey.length <= 1_024) return id;
  throw new RangeError("apiKey: must be <accountId>-<secret>, 64 to 1024 characters");
}

/** 18 digits, as the service's. */
const newId = () => `3${Array.from({ length: 17 }, () => randomInt(10)).join("")}`;

export const newKey = (accountId: string) => `${accountId}-${randomBytes(32).toString("hex")}`;

export const targetAt = ({ targets }: Account, kind: Kind, askedId: string): Target | undefined =>
  targets.find((target) => target.kind === kind && answersTo(target, askedId));

/** Puts a finished capture where listings, links and restores find it. */
export function addVersion(account: Account, target: Target, facts: VersionFacts): StoredVersion {
  const unit = account.wholeSecondTimes ? 1_000 : 1;
  const takenAt = new Date(Math.floor(facts.takenAt.getTime() / unit) * unit);
  const version = versionOf(target, { ...facts, takenAt });
  account.versions.push(version);
  if (account.clearsListingCache) account.listings.clear(target);
  return version;
}

/** Versions that have not vanished, oldest first. */
export const versionsAt = ({ versions }: Account, at: number): StoredVersion[] =>
  versions
    .filter((version) => !vanished(version, at))
    .sort((a, b) => a.takenAt.getTime() - b.takenAt.getTime());

/** An account as `users/me` shows it: Account. */
export function profileOf(account: Account) {
  const targets = account.targets.filter(({ removed }) => !removed);
  const used = targets.reduce((sum, { memory }) => sum + memory, 0);
  const memory = { limit: account.planMemory, available: Math.max(account.planMemory - used, 0), used };
  const items = (kind: Kind) =>
    targets.filter((target) => target.kind === kind).map((target) => detailsOf(target, account.id));
  return {
    user: {
      id: account.id,
      name: "simulated",
      email: `${account.id}@example.com`,
      locale: "en",
      plan: { name: account.paidPlan ? "standard" : "free", memory, duration: null },
      created_at: account.createdAt.toISOString(),
    },
    applications: items("application"),
    databases: items("database"),
  };
}
