import type { Fault } from "../../simulator";
import { create, errorOf, gaps, leftBy, simulate, update } from "./simulate";

const taken: { name: string; fault: Fault }[] = [
  { name: "reset while handling", fault: "reset while handling" },
  { name: "reset after handling", fault: "reset after handling" },
  { name: "HTML 502 after handling", fault: "HTML 502 after handling" },
  { name: "HTML 504 while handling", fault: "HTML 504 while handling" },
  { name: "HTML 504 after handling", fault: "HTML 504 after handling" },
  { name: "503 after handling", fault: "503 after handling" },
  { name: "invalid JSON", fault: "invalid JSON" },
  { name: "truncated JSON", fault: "truncated JSON" },
  { name: "empty body", fault: "empty body" },
  { name: "null body", fault: "null body" },
  { name: "body cut in half", fault: "cut the body" },
  { name: "body cut at its start", fault: { cutAfter: 0 } },
  { name: "no answer in time", fault: { delay: 10_000 } },
];

test.each(taken)("$name, snapshot taken: 1 POST, and it is found", async ({ fault }) => {
  await using cloud = await simulate({ rate: 120 });
  cloud.next("create", fault);
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(outs.status).toBe("available");
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toHaveLength(1);
  expect(cloud.lines).toContainEqual(
    expect.stringMatching(/^warning: .*may have been started: it is looked for, and not asked for again/),
  );
});

const notTaken: { name: string; fault: Fault }[] = [
  { name: "reset before handling", fault: "reset before handling" },
  { name: "HTML 502 before handling", fault: "HTML 502 before handling" },
  { name: "503 before handling", fault: "503 before handling" },
  { name: "500 INTERNAL_SERVER_ERROR", fault: { code: "INTERNAL_SERVER_ERROR", status: 500 } },
  { name: "500 with a refusal's code", fault: { code: "DATABASE_NOT_FOUND", status: 500 } },
  { name: "no answer in time", fault: "hang" },
];

test.each(notTaken)("$name, nothing taken: 1 POST, and after 32 min nothing is stored", async ({ fault }) => {
  await using cloud = await simulate({ rate: 2_400 });
  cloud.next("create", fault);
  const inputs = { databaseId: cloud.databaseId, timeouts: { create: "5h" } };
  const error = await errorOf(create(inputs, cloud.account));
  expect(error.message).toMatch(/after 32 minutes: it was never taken\. Run `pulumi up` again\.$/);
  expect(error).not.toHaveProperty("id");
  const [post] = cloud.requests("create");
  expect(cloud.requests("create")).toHaveLength(1);
  const looked = Number(cloud.requests("list").at(-1)?.at) - Number(post?.at);
  expect(looked).toBeGreaterThan(31 * 60_000);
});

test("the default wait is enough to learn that nothing was taken", async () => {
  await using cloud = await simulate({ rate: 1_200 });
  cloud.next("create", "reset before handling");
  const error = await errorOf(create({ databaseId: cloud.databaseId }, cloud.account));
  expect(error.message).toMatch(/never taken/);
});

test("a lost answer, and a listing that stays old for 30 min: found all the same", async () => {
  await using cloud = await simulate({ rate: 1_200, clearsListingCache: false });
  cloud.next("create", "reset while handling");
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toHaveLength(1);
});

test("a POST is held for the 90 s that the API may take, and given up after 120 s", async () => {
  await using cloud = await simulate({ rate: 30 });
  cloud.next("create", "hang");
  const inputs = { databaseId: cloud.databaseId, timeouts: { create: "1m" } };
  const left = await leftBy(create(inputs, cloud.account));
  expect(left.properties).toMatchObject({ status: "pending", outcome: "unknown" });
  const [held = 0] = gaps(cloud.requests());
  expect(held).toBeGreaterThan(110);
  expect(cloud.requests("create")).toMatchObject([{ status: "abandoned by the client" }]);
});

test("a lost answer that is not settled in time is looked for by the next run, which never posts", async () => {
  await using cloud = await simulate({ rate: 300 });
  cloud.setCapture(cloud.databaseId, 600);
  cloud.next("create", "reset while handling");
  const inputs = { databaseId: cloud.databaseId, timeouts: { create: "5m" } };
  const left = await leftBy(create(inputs, cloud.account));
  expect(left.properties).toMatchObject({ status: "pending", outcome: "unknown" });
  const outs = await update(left.id, left.properties, { ...inputs, timeouts: {} }, cloud.run().account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toHaveLength(1);
});
