import { QuotaError } from "../../provider/api/errors";
import { accepted, create, errorOf, gaps, happened, simulate } from "./simulate";

// Where nothing may be refused, the simulator's time runs a tenth faster than the run's: a request that is
// late by some real milliseconds then still comes after the limit that the next one has to keep.

const refused = ({ status }: { status: unknown }) => status === 429;

test("two targets at once are asked for 5 s apart, and none is refused", async () => {
  await using cloud = await simulate({ rate: 13, run: { clockRate: 10 } });
  const ids = [1, 2, 3].map(() => cloud.addDatabase({ captureSeconds: 1 }));
  await Promise.all(ids.map((databaseId) => create({ databaseId }, cloud.account)));
  const posts = cloud.requests("create");
  expect(posts.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const gap of gaps(posts)) expect(gap).toBeGreaterThanOrEqual(5);
});

test("two snapshots of one target in one run are asked for 180 s apart, and none is refused", async () => {
  await using cloud = await simulate({ rate: 99, run: { clockRate: 90 } });
  const { databaseId } = cloud;
  cloud.setCapture(databaseId, 1);
  const both = await Promise.all([
    create({ databaseId, triggers: [1] }, cloud.account),
    create({ databaseId, triggers: [2] }, cloud.account),
  ]);
  expect(cloud.requests("create").map(({ status }) => status)).toEqual([200, 200]);
  expect(cloud.versions(databaseId)).toMatchObject(both.map(({ outs }) => ({ versionId: outs.versionId })));
  expect(cloud.lines).toContain(`database ${databaseId}: waiting 3 min before a snapshot may be asked for`);
});

test("what was refused costs no cooldown of its target", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  cloud.next("create", { code: "PERMISSION_DENIED", status: 403 });
  await errorOf(create({ databaseId }, cloud.account));
  await create({ databaseId, timeouts: { create: "1m" } }, cloud.account);
  expect(cloud.requests("create")).toHaveLength(2);
});

test("a capture that failed has started its target's cooldown", async () => {
  await using cloud = await simulate({ rate: 600 });
  const { databaseId } = cloud;
  cloud.next("create", "capture fails");
  await errorOf(create({ databaseId }, cloud.account));
  const error = await errorOf(create({ databaseId, timeouts: { create: "1m" } }, cloud.account));
  expect(error.message).toMatch(/no snapshot could be asked for within 1m.* Nothing was started: run/);
  expect(error).not.toHaveProperty("id");
  expect(cloud.requests("create")).toHaveLength(1);
});

test("KEEP_CALM, then 200: 2 POSTs, 5 s apart", async () => {
  await using cloud = await simulate();
  cloud.next("create", { code: "KEEP_CALM", status: 429 });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toMatchObject([{ status: 429 }, { status: 200 }]);
  const [gap = 0] = gaps(cloud.requests("create"));
  expect(gap).toBeGreaterThan(4);
  expect(gap).toBeLessThan(60);
});

test("KEEP_CALM from somebody else's snapshot is waited out, short first, up to 180 s", async () => {
  await using cloud = await simulate({ rate: 120 });
  const { databaseId } = cloud;
  cloud.setCapture(databaseId, 1);
  await create({ databaseId }, cloud.account);
  const { account, lines } = cloud.run();
  const { outs } = await create({ databaseId }, account);
  expect(accepted(cloud)).toHaveLength(2);
  expect(cloud.versions(databaseId)[1]).toMatchObject({ versionId: outs.versionId });
  const waits = lines.filter((line) => line.includes("KEEP_CALM"));
  expect(waits.length).toBeLessThanOrEqual(6);
  expect(waits.slice(0, 4).map((line) => line.match(/asking again in (.*)$/)?.[1])).toEqual([
    "5 s",
    "15 s",
    "30 s",
    "1 min",
  ]);
});

test("a cooldown that outlasts the time given: nothing was started, and nothing is stored", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  cloud.setCapture(databaseId, 1);
  await create({ databaseId }, cloud.account);
  const error = await errorOf(create({ databaseId, timeouts: { create: "30s" } }, cloud.run().account));
  expect(error.message).toMatch(/could be asked for within 30s.*1 per 180 s.* Nothing was started.*timeouts/);
  expect(error).not.toHaveProperty("id");
  expect(accepted(cloud)).toHaveLength(1);
});

test("the plan's quota ends at the API's word, without a second try", async () => {
  await using cloud = await simulate({ planMemory: 256, rate: 600 });
  const ids = [1, 2, 3].map(() => cloud.addDatabase({ captureSeconds: 1 }));
  const outcomes = await Promise.allSettled(ids.map((databaseId) => create({ databaseId }, cloud.account)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(failures).toHaveLength(1);
  expect(failures[0]).toBeInstanceOf(QuotaError);
  const refusals = cloud.requests("create").filter(({ code }) => code === "DAILY_SNAPSHOTS_LIMIT_REACHED");
  expect(refusals).toHaveLength(1);
});

test("RATE_LIMITED in answer to the POST is waited out: 2 POSTs, and nothing else meanwhile", async () => {
  await using cloud = await simulate({ rate: 1_200 });
  cloud.block();
  const first = create({ databaseId: cloud.databaseId }, cloud.account);
  await happened(() => cloud.lines.some((line) => line.includes("RATE_LIMITED")), cloud.account);
  const second = create({ databaseId: cloud.addDatabase() }, cloud.account);
  await Promise.all([first, second]);
  expect(accepted(cloud)).toHaveLength(2);
  const [blocked = 0] = gaps(cloud.requests());
  expect(blocked).toBeGreaterThanOrEqual(30 * 60);
  expect(cloud.lines).toContainEqual(
    expect.stringMatching(/^warning: .*RATE_LIMITED.*Waiting for (30|31) min/),
  );
});

test("RATE_LIMITED in answer to a look is waited out: 1 POST, and it is found", async () => {
  await using cloud = await simulate({ rate: 1_200 });
  cloud.next("list", { code: "RATE_LIMITED", status: 429 });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toHaveLength(1);
  const [blocked = 0] = gaps(cloud.requests("list"));
  expect(blocked).toBeGreaterThanOrEqual(30 * 60);
});

test("the budget of requests per minute is kept", async () => {
  await using cloud = await simulate({
    ...{ rate: 330, requestsPerMinute: 4 },
    run: { clockRate: 300, requestsPerMinute: 4 },
  });
  const ids = [1, 2, 3].map(() => cloud.addDatabase({ captureSeconds: 100 }));
  await Promise.all(ids.map((databaseId) => create({ databaseId }, cloud.account)));
  const blocked = cloud.requests().filter((request) => refused(request) && request.code === "RATE_LIMITED");
  expect(blocked).toEqual([]);
  expect(accepted(cloud)).toHaveLength(3);
});

test("where the budget is short, POSTs go before looks", async () => {
  await using cloud = await simulate({ run: { requestsPerMinute: 2 } });
  const ids = [1, 2, 3].map(() => cloud.addDatabase({ captureSeconds: 1 }));
  await Promise.all(ids.map((databaseId) => create({ databaseId }, cloud.account)));
  const calls = cloud.requests().map(({ call }) => call);
  expect(calls.lastIndexOf("create")).toBeLessThan(calls.indexOf("list"));
});
