import {
  ApiError,
  KeyError,
  NotFoundError,
  PlanError,
  QuotaError,
  RateLimitError,
  ScopeError,
} from "../../provider/api/errors";
import { declared } from "../contract/openapi";
import { create, errorOf, happened, restore, simulate } from "./simulate";

const refusals = [
  { status: 400, code: "MISSING_PARAMETERS", is: ApiError, remedy: "API reference" },
  { status: 400, code: "INVALID_SNAPSHOT_ID", is: ApiError, remedy: "Snapshot's `snapshotId`" },
  { status: 400, code: "INVALID_VERSION_ID", is: ApiError, remedy: "Snapshot's `versionId`" },
  { status: 400, code: "SNAPSHOT_DATABASE_MISMATCH", is: ApiError, remedy: "a database of the engine" },
  { status: 401, code: "ACCESS_DENIED", is: KeyError, remedy: "set squarecloud:apiKey" },
  { status: 403, code: "MISSING_SCOPE", is: ScopeError, remedy: "snapshots:write" },
  { status: 403, code: "RESOURCE_NOT_ALLOWED", is: ScopeError, remedy: "Add this one to the key" },
  { status: 403, code: "PERMISSION_DENIED", is: ScopeError, remedy: "workspace's owner" },
  { status: 403, code: "RESTORE_IN_PROGRESS", is: ApiError, remedy: "Wait two minutes" },
  { status: 404, code: "APP_NOT_FOUND", is: NotFoundError, remedy: "Check the id" },
  { status: 404, code: "DATABASE_NOT_FOUND", is: NotFoundError, remedy: "Check the id" },
  { status: 404, code: "SNAPSHOT_NOT_FOUND", is: NotFoundError, remedy: "past its 30 days" },
  { status: 404, code: "SNAPSHOT_RESTORE_FAILED", is: ApiError, remedy: "dashboard" },
  { status: 413, code: "PAYLOAD_TOO_LARGE", is: ApiError, remedy: "API reference" },
  { status: 429, code: "RATE_LIMITED", is: RateLimitError, remedy: "about 30 minutes" },
  { status: 429, code: "RATE_LIMIT_EXCEEDED", is: RateLimitError, remedy: "about 30 minutes" },
  { status: 429, code: "DAILY_SNAPSHOTS_LIMIT_REACHED", is: QuotaError, remedy: "larger plan" },
  { status: 400, code: "NEW_CODE", is: ApiError, remedy: "API reference" },
  { status: 402, code: "NEW_CODE", is: PlanError, remedy: "Upgrade" },
  { status: 403, code: "NEW_CODE", is: ScopeError, remedy: "workspace role" },
  { status: 404, code: "NEW_CODE", is: NotFoundError, remedy: "Check the id" },
  { status: 200, code: "NEW_CODE", is: ApiError, remedy: "API reference" },
  { status: 200, code: "SNAPSHOT_NOT_FOUND", is: NotFoundError, remedy: "past its 30 days" },
];

test.each(refusals)(
  "POST answered $status $code: 1 POST, then $is.name with a remedy, and nothing is stored",
  async ({ is, remedy, ...fault }) => {
    await using cloud = await simulate();
    const { databaseId } = cloud;
    const { snapshotId, versionId } = cloud.addSnapshot(databaseId);
    cloud.next("restore", fault);
    const error = await errorOf(restore({ databaseId, snapshotId, versionId }, cloud.account));
    expect(error.constructor).toBe(is);
    expect(error).toMatchObject(fault);
    expect(error.message).toMatch(new RegExp(`^database ${databaseId}: .*${fault.code}.*${remedy}`));
    expect(error.message).not.toMatch(/\n\s+at /);
    expect(error).not.toHaveProperty("id");
    expect(error).not.toHaveProperty("properties");
    expect(cloud.requests().map(({ call }) => call)).toEqual(["status", "restore"]);
    expect(cloud.restores(databaseId)).toEqual([]);
  },
);

/** Codes of which other tests tell what must happen. */
const elsewhere = ["KEEP_CALM", "INTERNAL_SERVER_ERROR", "DATABASE_UNAVAILABLE"];

test("every code that the API declares for a restore has its test", () => {
  const known = [...refusals.map(({ code }) => code), ...elsewhere];
  const codes = declared
    .filter(({ operation }) => /^restore-\w+-snapshot$/.test(operation))
    .flatMap(({ code }) => code ?? []);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !known.includes(code))).toEqual([]);
});

test.each([
  { what: "of another engine", point: {}, code: "SNAPSHOT_DATABASE_MISMATCH" },
  { what: "that is not there", point: { versionId: "A".repeat(32) }, code: "SNAPSHOT_NOT_FOUND" },
  { what: "with a malformed snapshotId", point: { snapshotId: "x" }, code: "INVALID_SNAPSHOT_ID" },
  { what: "with a malformed versionId", point: { versionId: "x" }, code: "INVALID_VERSION_ID" },
])("a snapshot $what: $code, and the data stays", async ({ point, code }) => {
  await using cloud = await simulate();
  const databaseId = cloud.addDatabase({ engine: "mongo", data: "now" });
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId);
  const error = await errorOf(restore({ databaseId, snapshotId, versionId, ...point }, cloud.account));
  expect(error).toMatchObject({ code });
  expect(error).not.toHaveProperty("id");
  expect(cloud.requests("restore")).toHaveLength(1);
  expect(cloud.restores(databaseId)).toEqual([]);
  expect(cloud.read(databaseId)).toBe("now");
});

test("a target that does not exist is seen before anything is sent", async () => {
  await using cloud = await simulate();
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId);
  const error = await errorOf(restore({ databaseId: "0".repeat(32), snapshotId, versionId }, cloud.account));
  expect(error).toMatchObject({ code: "DATABASE_NOT_FOUND" });
  expect(cloud.requests().map(({ call }) => call)).toEqual(["status"]);
});

test("a key that is refused is seen before anything is sent", async () => {
  await using cloud = await simulate();
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId);
  const { account } = cloud.run({ apiKey: `${cloud.accountId}-${"0".repeat(64)}` });
  const inputs = { databaseId: cloud.databaseId, snapshotId, versionId };
  expect(await errorOf(restore(inputs, account))).toBeInstanceOf(KeyError);
  expect(cloud.requests("restore")).toEqual([]);
});

test("an account that is blocked is sent nothing", async () => {
  await using cloud = await simulate();
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId);
  cloud.block();
  const inputs = { databaseId: cloud.databaseId, snapshotId, versionId };
  expect(await errorOf(restore(inputs, cloud.account))).toBeInstanceOf(RateLimitError);
  expect(cloud.requests("restore")).toEqual([]);
});

test("a block that another resource of the run has met: nothing is sent, and the reason said at once", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId);
  cloud.next("create", { code: "RATE_LIMITED", status: 429 });
  await errorOf(create({ databaseId, timeouts: { create: "5m" } }, cloud.account));
  const sent = cloud.requests().length;
  const started = cloud.now().getTime();
  const error = await errorOf(restore({ databaseId, snapshotId, versionId }, cloud.account));
  expect(error).toBeInstanceOf(RateLimitError);
  expect(cloud.requests()).toHaveLength(sent);
  expect(cloud.now().getTime() - started).toBeLessThan(60_000);
});

test("an API that cannot be reached: nothing is sent, and nothing is stored", async () => {
  await using cloud = await simulate({ rate: 120 });
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId);
  const { account, lines } = cloud.run({ baseUrl: new URL("http://127.0.0.1:1") });
  const error = await errorOf(restore({ databaseId: cloud.databaseId, snapshotId, versionId }, account));
  expect(error.message).toMatch(/could not be reached: ECONNREFUSED .*Nothing was sent\. Check the network/);
  expect(error).not.toHaveProperty("id");
  expect(lines).toEqual([]);
});

test("an API that goes away just before the POST: it was not sent, and nothing is stored", async () => {
  const cloud = await simulate({ rate: 120 });
  const { databaseId, account } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId);
  const inputs = { databaseId, snapshotId, versionId };
  await restore(inputs, account);
  const second = restore({ ...inputs, triggers: [2] }, account);
  await happened(() => cloud.lines.some((line) => line.includes("before a restore may")), account);
  await cloud.close();
  const error = await errorOf(second);
  expect(error.message).toMatch(/could not be reached: ECONNREFUSED .*Nothing was sent/);
  expect(error).not.toHaveProperty("id");
  expect(cloud.requests("restore")).toHaveLength(1);
});
