import type { Kind } from "./target";

type TargetCall = "create" | "list" | "restore" | "status" | "get";

type AccountCall = "listAccount" | "account";

/** What a request asks of the service: to take (`create`), list or restore a target's snapshots, its state or details, the listing
 * or the profile of the account, or an archive. */
export type Call = TargetCall | AccountCall | "download";

/** A path of the API, understood. `askedId` is the id in it: of an application perhaps `<id>-<workspaceId>`. */
export type TargetRoute = {
  readonly call: TargetCall;
  readonly scope: string;
  readonly kind: Kind;
  readonly askedId: string;
};

export type AccountRoute = { readonly call: AccountCall; readonly scope: string };

/** The path of an archive. Its link needs no key, and is signed for GET alone. */
export type DownloadRoute = {
  readonly call: "download";
  readonly kind: Kind;
  readonly accountId: string;
  readonly snapshotId: string;
};

export type Route = TargetRoute | AccountRoute | DownloadRoute;

/** By method and what follows the target's id. A scope of "" is the `:read` of the target's own kind. */
const targetRoutes: Record<string, { call: TargetCall; scope: string }> = {
  "GET ": { call: "get", scope: "" },
  "GET /status": { call: "status", scope: "" },
  "GET /snapshots": { call: "list", scope: "snapshots:read" },
  "POST /snapshots": { call: "create", scope: "snapshots:write" },
  "POST /snapshots/restore": { call: "restore", scope: "snapshots:write" },
};

const accountRoutes: Record<string, AccountRoute> = {
  "GET /v2/users/me": { call: "account", scope: "account:read" },
  "GET /v2/users/snapshots": { call: "listAccount", scope: "snapshots:read" },
};

const kinds: Record<string, Kind> = {
  apps: "application",
  applications: "application",
  databases: "database",
};

export function routeOf(method: string, path: string): Route | undefined {
  return accountRoutes[`${method} ${path}`] ?? targetRoute(method, path) ?? downloadRoute(path);
}

function targetRoute(method: string, path: string): TargetRoute | undefined {
  const [, folder = "", askedId = "", rest = ""] =
    /^\/v2\/(apps|databases)\/([^/]+)(\/.+)?$/.exec(path) ?? [];
  const [kind, route] = [kinds[folder], targetRoutes[`${method} ${rest}`]];
  if (kind === undefined || route === undefined) return undefined;
  return { call: route.call, scope: route.scope || `${folder}:read`, kind, askedId };
}

function downloadRoute(path: string): DownloadRoute | undefined {
  const pattern = /^\/archives\/(applications|databases)\/([^/]+)\/([^/]+)\.zip$/;
  const [, folder = "", accountId = "", snapshotId = ""] = pattern.exec(path) ?? [];
  const kind = kinds[folder];
  return kind === undefined ? undefined : { call: "download", kind, accountId, snapshotId };
}

/** The target that a request is about, by its bare id. */
export function targetIdOf(route: Route): string | undefined {
  if (route.call === "download") return route.snapshotId.split("_", 1)[0];
  return "askedId" in route ? route.askedId.split("-", 1)[0] : undefined;
}
