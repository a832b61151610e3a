import {
  ApiError,
  CaptureError,
  KeyError,
  NotFoundError,
  PlanError,
  QuotaError,
  RateLimitError,
  ScopeError,
} from "../../provider/api/errors";
import { declared } from "../contract/openapi";
import { create, errorOf, leftBy, simulate, update } from "./simulate";

const refusals = [
  { status: 401, code: "ACCESS_DENIED", is: KeyError, remedy: "set squarecloud:apiKey" },
  { status: 402, code: "UPGRADE_REQUIRED", is: PlanError, remedy: "Upgrade the plan" },
  { status: 403, code: "MISSING_SCOPE", is: ScopeError, remedy: "snapshots:write" },
  { status: 403, code: "RESOURCE_NOT_ALLOWED", is: ScopeError, remedy: "Add this one to the key" },
  { status: 403, code: "PERMISSION_DENIED", is: ScopeError, remedy: "workspace's owner" },
  { status: 404, code: "APP_NOT_FOUND", is: NotFoundError, remedy: "Check the id" },
  { status: 404, code: "DATABASE_NOT_FOUND", is: NotFoundError, remedy: "Check the id" },
  { status: 404, code: "SNAPSHOT_FAILED", is: CaptureError, remedy: "Check that the target runs" },
  {
    status: 429,
    code: "DAILY_SNAPSHOTS_LIMIT_REACHED",
    is: QuotaError,
    remedy: "24 hours.*take a larger plan",
  },
  { status: 400, code: "NEW_CODE", is: ApiError, remedy: "API reference" },
  { status: 401, code: "NEW_CODE", is: KeyError, remedy: "squarecloud:apiKey" },
  { status: 402, code: "NEW_CODE", is: PlanError, remedy: "Upgrade" },
  { status: 403, code: "NEW_CODE", is: ScopeError, remedy: "workspace role" },
  { status: 404, code: "NEW_CODE", is: NotFoundError, remedy: "Check the id" },
  { status: 409, code: "NEW_CODE", is: ApiError, remedy: "API reference" },
  { status: 200, code: "NEW_CODE", is: ApiError, remedy: "API reference" },
  { status: 202, code: "NEW_CODE", is: ApiError, remedy: "API reference" },
  { status: 200, code: "DAILY_SNAPSHOTS_LIMIT_REACHED", is: QuotaError, remedy: "larger plan" },
  { status: 200, code: "SNAPSHOT_FAILED", is: CaptureError, remedy: "target runs" },
];

test.each(refusals)(
  "POST answered $status $code: 1 POST, then $is.name with a remedy",
  async ({ is, remedy, ...fault }) => {
    await using cloud = await simulate();
    cloud.next("create", fault);
    const error = await errorOf(create({ databaseId: cloud.databaseId }, cloud.account));
    expect(error.constructor).toBe(is);
    expect(error).toMatchObject(fault);
    expect(error.message).toMatch(new RegExp(`^database ${cloud.databaseId}: .*${fault.code}.*${remedy}`));
    expect(error).not.toHaveProperty("id");
    expect(cloud.requests().map(({ call }) => call)).toEqual(["create"]);
  },
);

test.each(["RATE_LIMITED", "RATE_LIMIT", "RATE_LIMIT_EXCEEDED", "NEW_CODE"])(
  "POST answered 429 %s with a deadline before the block's end: fails at once",
  async (code) => {
    await using cloud = await simulate();
    cloud.next("create", { code, status: 429 });
    const inputs = { databaseId: cloud.databaseId, timeouts: { create: "30m" } };
    const error = await errorOf(create(inputs, cloud.account));
    expect(error.constructor).toBe(RateLimitError);
    expect(error.message).toMatch(/block a key for about 30 minutes\. Stop other programs/);
    expect(error).not.toHaveProperty("id");
    expect(cloud.requests()).toHaveLength(1);
  },
);

test.each([
  { status: 200, code: "SNAPSHOT_PROCESSING" },
  { status: 202, code: "SNAPSHOT_PROCESSING" },
])("POST answered $status $code: 1 POST, and the listing is looked at", async (fault) => {
  await using cloud = await simulate({ rate: 300 });
  cloud.next("create", fault);
  const creating = create({ databaseId: cloud.databaseId }, cloud.account);
  cloud.next("list", "503 before handling");
  const { versionId } = cloud.addSnapshot(cloud.databaseId, { takenAt: new Date(+cloud.now() + 30_000) });
  expect((await creating).outs).toMatchObject({ status: "available", versionId });
  expect(cloud.requests("create")).toHaveLength(1);
});

test.each([200, 429])("POST answered %i KEEP_CALM: waits and posts again", async (status) => {
  await using cloud = await simulate();
  cloud.next("create", { code: "KEEP_CALM", status });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(outs.status).toBe("available");
  expect(cloud.requests("create")).toHaveLength(2);
});

/** Codes of which other tests tell what must happen. */
const elsewhere = [
  "KEEP_CALM",
  "RATE_LIMITED",
  "SNAPSHOT_PROCESSING",
  "INTERNAL_SERVER_ERROR",
  "DATABASE_UNAVAILABLE",
];

test("every code that the API declares for a create has its test", () => {
  const known = [...refusals.map(({ code }) => code), ...elsewhere];
  const codes = declared
    .filter(({ operation }) => /^create-\w+-snapshot$/.test(operation))
    .flatMap(({ code }) => code ?? []);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !known.includes(code))).toEqual([]);
});

test("200: ready; it is the listing's version and link that are stored", async () => {
  await using cloud = await simulate();
  const inputs = { databaseId: cloud.databaseId, triggers: ["a1"], __provider: "code" };
  const { id, outs } = await create(inputs, cloud.account);
  const [version] = cloud.versions(cloud.databaseId);
  expect(id).toBe(`databases/${cloud.databaseId}/${version?.versionId}`);
  expect(outs).toEqual({
    ...inputs,
    status: "available",
    snapshotId: version?.snapshotId,
    versionId: version?.versionId,
    size: expect.any(Number),
    createdAt: version?.takenAt.toISOString(),
    expiresAt: new Date(Number(version?.takenAt) + 30 * 24 * 3_600_000).toISOString(),
    url: expect.stringContaining(`versionId=${version?.versionId}`),
    key: expect.stringContaining("Signature="),
  });
  expect(outs.size).toBeGreaterThan(0);
  expect((await fetch(outs.url)).status).toBe(200);
  expect(cloud.requests().map(({ call }) => call)).toEqual(["create", "list", "download"]);
});

test("202, listed after 2 min: 1 POST, then available", async () => {
  await using cloud = await simulate();
  cloud.setCapture(cloud.databaseId, 210);
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toMatchObject([{ status: 202 }]);
});

test("an application's snapshot is one of its own route", async () => {
  await using cloud = await simulate();
  const { id, outs } = await create({ applicationId: cloud.applicationId }, cloud.account);
  expect(id).toBe(`applications/${cloud.applicationId}/${outs.versionId}`);
  expect(cloud.requests("create")).toMatchObject([{ path: `/v2/apps/${cloud.applicationId}/snapshots` }]);
});

test("an application that is shared through a workspace is asked for by its full id", async () => {
  await using cloud = await simulate();
  const id = cloud.addApplication({ workspaceId: "a1b2-c3" });
  const created = await create({ applicationId: `${id}-a1b2-c3` }, cloud.account);
  expect(created.id).toBe(`applications/${id}-a1b2-c3/${created.outs.versionId}`);
  expect(created.outs.snapshotId).toBe(id);
  const paths = new Set(cloud.requests().map(({ path }) => path));
  expect(paths).toEqual(new Set([`/v2/apps/${id}-a1b2-c3/snapshots`]));
});

test("a capture that failed is no missing target, and is not looked for", async () => {
  await using cloud = await simulate();
  cloud.next("create", "capture fails");
  const error = await errorOf(create({ databaseId: cloud.databaseId }, cloud.account));
  expect(error).toBeInstanceOf(CaptureError);
  expect(cloud.requests("list")).toEqual([]);
});

test("a plan whose snapshots are used up is told so", async () => {
  await using cloud = await simulate({ planMemory: 0 });
  const error = await errorOf(create({ databaseId: cloud.databaseId }, cloud.account));
  expect(error).toBeInstanceOf(QuotaError);
});

test("a key that may not list leaves a pending snapshot, which a better key completes", async () => {
  await using cloud = await simulate();
  const { account } = cloud.run({ apiKey: cloud.addKey({ scopes: ["snapshots:write"] }) });
  const inputs = { databaseId: cloud.databaseId };
  const left = await leftBy(create(inputs, account));
  expect(left.message).toMatch(/cannot be looked for\. .*MISSING_SCOPE.*snapshots:read.*kept as pending/);
  expect(left.properties).toMatchObject({ status: "pending", outcome: "ready" });
  const outs = await update(left.id, left.properties, inputs, cloud.run().account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toHaveLength(1);
});

test("an API that cannot be reached is tried three times, and nothing was sent", async () => {
  await using cloud = await simulate({ rate: 120 });
  const { account, lines } = cloud.run({ baseUrl: new URL("http://127.0.0.1:1") });
  const error = await errorOf(create({ databaseId: cloud.databaseId }, account));
  expect(error.message).toMatch(/could not be reached: ECONNREFUSED .*Nothing was sent\. Check the network/);
  expect(error).not.toHaveProperty("id");
  expect(lines.filter((line) => line.endsWith("taking a snapshot"))).toHaveLength(3);
});
