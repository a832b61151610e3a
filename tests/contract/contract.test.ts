import { type Simulator, startSimulator } from "../../simulator";
import { ask, type Reply } from "./ask";
import { type Declared, declared } from "./openapi";

type Way = (cloud: Simulator, answer: Declared) => Promise<Reply<unknown>>;

const isApp = ({ path }: Declared) => path.startsWith("/v2/apps");
const targetOf = (cloud: Simulator, answer: Declared) =>
  isApp(answer) ? cloud.applicationId : cloud.databaseId;

type Request = { id?: string; apiKey?: string; body?: unknown; query?: string };

/** The operation's request as it should be, but for what a way changes. */
function send(cloud: Simulator, answer: Declared, request: Request = {}) {
  const id = request.id ?? targetOf(cloud, answer);
  const { query = "", ...options } = {
    ...(isRestore(answer) ? { body: bodyFor(cloud, id) } : {}),
    ...request,
  };
  return ask(cloud, answer.method, answer.path.replace(/\{\w+\}/, id) + query, options);
}

const isRestore = ({ operation }: Declared) => operation.startsWith("restore");

function bodyFor(cloud: Simulator, id: string) {
  const known = id === cloud.applicationId ? id : cloud.databaseId;
  const { snapshotId, versionId } = cloud.versions(known).at(-1) ?? cloud.addSnapshot(known);
  return { snapshotId, versionId };
}

const broken =
  (change: object): Way =>
  (cloud, answer) =>
    send(cloud, answer, { body: { ...bodyFor(cloud, targetOf(cloud, answer)), ...change } });

const ways: Record<string, Way> = {
  "200": (cloud, answer) => {
    cloud.addSnapshot(targetOf(cloud, answer));
    return send(cloud, answer);
  },
  "202": (cloud, answer) => {
    cloud.setCapture(targetOf(cloud, answer), 91);
    return send(cloud, answer);
  },
  INVALID_SCOPE: (cloud, answer) => send(cloud, answer, { query: "?scope=everything" }),
  MISSING_PARAMETERS: broken({ versionId: undefined }),
  INVALID_SNAPSHOT_ID: broken({ snapshotId: "no-id" }),
  INVALID_VERSION_ID: broken({ versionId: "too short" }),
  SNAPSHOT_DATABASE_MISMATCH: (cloud, answer) =>
    send(cloud, answer, { id: cloud.addDatabase({ engine: "redis" }) }),
  ACCESS_DENIED: (cloud, answer) => send(cloud, answer, { apiKey: `${cloud.apiKey}0` }),
  UPGRADE_REQUIRED: (cloud, answer) =>
    send(cloud, answer, { apiKey: cloud.addAccount({ paidPlan: false }).apiKey }),
  MISSING_SCOPE: (cloud, answer) => send(cloud, answer, { apiKey: cloud.addKey({ scopes: ["other:read"] }) }),
  RESOURCE_NOT_ALLOWED: (cloud, answer) =>
    send(cloud, answer, { apiKey: cloud.addKey({ resources: ["f".repeat(32)] }) }),
  PERMISSION_DENIED: (cloud, answer) => send(cloud, answer, { apiKey: cloud.addKey({ role: "viewer" }) }),
  APP_NOT_FOUND: (cloud, answer) => send(cloud, answer, { id: "f".repeat(32) }),
  DATABASE_NOT_FOUND: (cloud, answer) => send(cloud, answer, { id: "f".repeat(32) }),
  SNAPSHOT_FAILED: (cloud, answer) => {
    cloud.next("create", "capture fails");
    return send(cloud, answer);
  },
  SNAPSHOT_NOT_FOUND: broken({ versionId: "A".repeat(32) }),
  SNAPSHOT_RESTORE_FAILED: (cloud, answer) => {
    cloud.next("restore", { code: "SNAPSHOT_RESTORE_FAILED", status: 404 });
    return send(cloud, answer);
  },
  PAYLOAD_TOO_LARGE: broken({ more: "x".repeat(70_000) }),
  KEEP_CALM: async (cloud, answer) => {
    if (answer.method === "GET") cloud.next("status", { code: "KEEP_CALM", status: 429 });
    else await send(cloud, answer);
    return send(cloud, answer);
  },
  DAILY_SNAPSHOTS_LIMIT_REACHED: async (cloud, answer) => {
    const account = cloud.addAccount({ planMemory: 128 });
    const id = isApp(answer) ? account.addApplication() : account.addDatabase();
    return send(cloud, answer, { apiKey: account.apiKey, id });
  },
  RATE_LIMITED: (cloud, answer) => {
    cloud.block();
    return send(cloud, answer);
  },
  INTERNAL_SERVER_ERROR: (cloud, answer) => {
    cloud.next(callOf(answer), { code: "INTERNAL_SERVER_ERROR", status: 500 });
    return send(cloud, answer);
  },
  DATABASE_UNAVAILABLE: (cloud, answer) => {
    cloud.next(callOf(answer), "503 after handling");
    return send(cloud, answer);
  },
};

function callOf({ operation }: Declared) {
  if (operation === "get-account") return "account";
  if (operation === "list-account-snapshots") return "listAccount";
  if (operation.endsWith("-status")) return "status";
  if (operation.startsWith("create-")) return "create";
  if (operation.startsWith("restore-")) return "restore";
  return operation.startsWith("list-") ? "list" : "get";
}

test.each(declared.map((answer) => [answer.operation, answer.status, answer.code ?? "", answer] as const))(
  "%s: %i %s as openapi.json has it",
  async (_operation, status, code, answer) => {
    await using cloud = await startSimulator({ rate: status === 202 ? 600 : 1 });
    for (const id of [cloud.databaseId, cloud.applicationId]) cloud.setCapture(id, 0);
    const way = ways[code || String(status)];
    const reply = await way?.(cloud, answer);
    expect(reply?.status).toBe(status);
    expect(reply?.body.code ?? "").toBe(status === 202 ? "SNAPSHOT_PROCESSING" : code);
  },
);

test("the document's 12 operations are all there", () => {
  expect(new Set(declared.map(({ operation }) => operation)).size).toBe(12);
});

test("each operation takes the one scope that the document names", async () => {
  await using cloud = await startSimulator({ rate: 600, requestsPerMinute: 1_000 });
  for (const answer of declared.filter(
    ({ status, operation }) => status === 200 && !operation.startsWith("restore"),
  )) {
    const apiKey = cloud.addKey({ scopes: [answer.scope] });
    expect((await send(cloud, answer, { apiKey })).status).toBe(200);
    cloud.advance(300);
  }
});

test.each([
  { method: "DELETE", path: "/v2/databases/ID/snapshots" },
  { method: "GET", path: "/v2/databases/ID/snapshots/1" },
  { method: "GET", path: "/v2/databases/ID/snapshots/" },
  { method: "GET", path: "/v2/databases/ID/snapshots/restore" },
  { method: "POST", path: "/v2/users/me" },
  { method: "GET", path: "/v1/users/me" },
  { method: "GET", path: "/" },
  { method: "GET", path: "//" },
])("$method $path is no route: 404 without a code", async ({ method, path }) => {
  await using cloud = await startSimulator();
  const reply = await ask(cloud, method, path.replace("ID", cloud.databaseId), { validated: false });
  expect(reply).toMatchObject({ status: 404, body: { status: "error" } });
  expect(reply.body.code).toBeUndefined();
  expect(cloud.requests("unknown")).toHaveLength(1);
});

test.each([
  ["no key", {}],
  ["a Bearer prefix", { authorization: "Bearer KEY" }],
])("%s is 401 and counts against nobody", async (_name, headers) => {
  await using cloud = await startSimulator({ requestsPerMinute: 1 });
  const values = Object.entries(headers).map(([name, value]) => [name, value.replace("KEY", cloud.apiKey)]);
  const answer = await fetch(`${cloud.url}/v2/users/me`, { headers: Object.fromEntries(values) });
  expect([answer.status, await answer.json()]).toEqual([401, { status: "error", code: "ACCESS_DENIED" }]);
  expect((await ask(cloud, "GET", "/v2/users/me")).status).toBe(200);
});
