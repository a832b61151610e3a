import { type Account, profileOf, targetAt } from "./account";
import { type Answer, failure, noRoute, success } from "./answer";
import { type CaptureEnd, takeSnapshot } from "./capture";
import type { Clock } from "./clock";
import { type KeyOptions, refusal } from "./key";
import type { Payload } from "./payload";
import { restoreSnapshot } from "./restore";
import type { AccountRoute, TargetRoute } from "./route";
import { detailsOf, statsOf } from "./target";

/** A request for the API that a known account's key made. */
export type ApiRequest = {
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  readonly account: Account;
  readonly permissions: KeyOptions;
  readonly route: TargetRoute | AccountRoute | undefined;
  readonly url: URL;
  readonly payload: Payload;
  /** How a capture that this request starts ends. */
  readonly capture: CaptureEnd;
};

const notFound = { application: "APP_NOT_FOUND", database: "DATABASE_NOT_FOUND" } as const;

/** What the API answers. It looks at the budget first, then at scope, target, cooldowns and quota.
 * All that the request changes has happened when this returns its promise. */
export async function serve(request: ApiRequest, clock: Clock): Promise<Answer> {
  const { at, account, permissions, route, url } = request;
  if (!account.requests.spend(at)) return failure("RATE_LIMITED");
  if (route === undefined) return noRoute();
  const refused = refusal(permissions, route);
  if (refused !== undefined) return refused;
  if ("askedId" in route) return serveTarget(request, route, clock);
  return route.call === "account" ? success(profileOf(account)) : listAccount(account, url, at);
}

async function serveTarget(request: ApiRequest, route: TargetRoute, clock: Clock): Promise<Answer> {
  const { at, account, payload, capture } = request;
  const target = targetAt(account, route.kind, route.askedId);
  if (target === undefined) return failure(notFound[route.kind]);
  switch (route.call) {
    case "get":
      return success(detailsOf(target, account.id));
    case "status":
      return success(statsOf(target));
    case "list":
      return success(account.listings.ofTarget(target));
    case "create":
      return takeSnapshot(account, target, at, capture, clock);
    case "restore":
      return restoreSnapshot(account, target, at, payload, clock);
    default:
      return route.call satisfies never;
  }
}

function listAccount(account: Account, url: URL, at: number): Answer {
  if (!account.paidPlan) return failure("UPGRADE_REQUIRED");
  const scope = url.searchParams.get("scope") ?? "applications";
  if (scope !== "applications" && scope !== "databases") return failure("INVALID_SCOPE");
  const kind = scope === "databases" ? "database" : "application";
  if (account.uncached.blocked(at)) return failure("RATE_LIMITED");
  if (!account.listings.cached(kind) && !account.uncached.spend(at)) return failure("RATE_LIMITED");
  return success(account.listings.ofAccount(kind));
}
