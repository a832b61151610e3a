import { type Answer, failure } from "./answer";
import { type AccountRoute, type TargetRoute, targetIdOf } from "./route";

/** What an API key may do. */
export type KeyOptions = {
  /** e.g. `["snapshots:read"]`. Default: all. */
  scopes?: readonly string[];
  /** Ids of the targets it covers; what shows the whole account is then refused. Default: all. */
  resources?: readonly string[];
  /** "viewer": a workspace role that is too low for an application's snapshots. Default: the owner's. */
  role?: "viewer";
};

/** Why a key may not take a route, or undefined. */
export function refusal(
  { scopes, resources, role }: KeyOptions,
  route: TargetRoute | AccountRoute,
): Answer | undefined {
  if (scopes !== undefined && !scopes.includes(route.scope)) return failure("MISSING_SCOPE");
  if (resources !== undefined && !resources.includes(targetIdOf(route) ?? ""))
    return failure("RESOURCE_NOT_ALLOWED");
  if (role === "viewer" && ofAppSnapshots(route)) return failure("PERMISSION_DENIED");
  return undefined;
}

const ofAppSnapshots = (route: TargetRoute | AccountRoute) =>
  "kind" in route && route.kind === "application" && route.scope.startsWith("snapshots:");
