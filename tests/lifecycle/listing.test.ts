import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault } from "../../simulator";
import { accepted, type Cloud, create, gaps, happened, leftBy, type Run, read, simulate } from "./simulate";

test("no listing is read before the POST", async () => {
  await using cloud = await simulate();
  await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.requests().map(({ call }) => call)).toEqual(["create", "list"]);
});

test("a listing that somebody has read just before stays old for 30 min: the default wait outlasts it", async () => {
  await using cloud = await simulate({ rate: 1_200, clearsListingCache: false });
  const { databaseId } = cloud;
  await fetch(`${cloud.url}/v2/databases/${databaseId}/snapshots`, {
    headers: { authorization: cloud.apiKey },
  });
  const { outs } = await create({ databaseId }, cloud.account);
  expect(cloud.versions(databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(accepted(cloud)).toHaveLength(1);
  expect(Number(cloud.requests("list").at(-1)?.at)).toBeGreaterThan(Date.parse(outs.createdAt) + 28 * 60_000);
});

test("202 and a listing that stays old for 30 min: found within the default wait", async () => {
  await using cloud = await simulate({ rate: 1_200, clearsListingCache: false });
  cloud.setCapture(cloud.databaseId, 150);
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toHaveLength(1);
});

const passing: { name: string; fault: Fault }[] = [
  { name: "a reset", fault: "reset before handling" },
  { name: "HTML 502", fault: "HTML 502 before handling" },
  { name: "HTML 504", fault: "HTML 504 after handling" },
  { name: "503", fault: "503 before handling" },
  { name: "500", fault: { code: "INTERNAL_SERVER_ERROR", status: 500 } },
  { name: "invalid JSON", fault: "invalid JSON" },
  { name: "truncated JSON", fault: "truncated JSON" },
  { name: "a null body", fault: "null body" },
  { name: "a cut body", fault: "cut the body" },
];

test.each(passing)("looks answered by $name are repeated: 1 POST, and it is found", async ({ fault }) => {
  await using cloud = await simulate({ rate: 300 });
  cloud.next("list", fault, { times: 4 });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: outs.versionId }]);
  expect(cloud.requests("create")).toHaveLength(1);
  expect(cloud.requests("list")).toHaveLength(5);
  expect(cloud.lines).toContainEqual(expect.stringMatching(/^warning: .* Looking again\.$/));
});

test.each([
  { status: 401, code: "ACCESS_DENIED" },
  { status: 403, code: "MISSING_SCOPE" },
  { status: 404, code: "DATABASE_NOT_FOUND" },
])("a look answered $status $code leaves the snapshot pending at once", async (fault) => {
  await using cloud = await simulate({ rate: 300 });
  cloud.next("list", fault);
  const left = await leftBy(create({ databaseId: cloud.databaseId }, cloud.account));
  expect(left.properties).toMatchObject({ status: "pending", outcome: "ready" });
  expect(left.message).toContain(fault.code);
  expect(cloud.requests().map(({ call }) => call)).toEqual(["create", "list"]);
});

test("looks come after 5 s at first, easing to 30 s", async () => {
  await using cloud = await simulate();
  cloud.setCapture(cloud.databaseId, 260);
  await create({ databaseId: cloud.databaseId }, cloud.account);
  const pauses = gaps(cloud.requests("list"));
  for (const [i, least] of [5, 7.5, 11.2, 16.8, 25.3, 30].entries()) {
    expect(pauses[i]).toBeGreaterThan(least - 1);
    expect(pauses[i]).toBeLessThan(least + 15);
  }
});

test("the reads of a refresh share one look per target", async () => {
  await using cloud = await simulate();
  const id = cloud.addApplication({ workspaceId: "abc", captureSeconds: 1 });
  cloud.setCapture(cloud.databaseId, 1);
  const [database, app] = await Promise.all([
    create({ databaseId: cloud.databaseId }, cloud.account),
    create({ applicationId: id }, cloud.account),
  ]);
  const states = [database.outs, database.outs, app.outs, { ...app.outs, applicationId: `${id}-abc` }];
  const { account } = cloud.run();
  const before = cloud.requests("list").length;
  await Promise.all(states.map((state) => read(state, account)));
  await read(database.outs, account);
  expect(cloud.requests("list").slice(before)).toHaveLength(2);
});

test("a look that failed is not shared with later reads", async () => {
  await using cloud = await simulate({ rate: 600 });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  const { account } = cloud.run();
  cloud.next("list", { code: "ACCESS_DENIED", status: 401 });
  await expect(read(outs, account)).rejects.toThrow("ACCESS_DENIED");
  expect(await read(outs, account)).toEqual(outs);
});

describe("more than 6 targets of one kind that wait", () => {
  const crowd = (cloud: Cloud) => Array.from({ length: 8 }, () => cloud.addDatabase({ captureSeconds: 1e6 }));
  const createAll = (ids: string[], { account }: Run) =>
    Promise.all(ids.map((databaseId) => create({ databaseId }, account)));
  const options = { rate: 120, requestsPerMinute: 1_000, run: { requestsPerMinute: 300 } };

  test("are looked for in the account's listing, at most every 30 s", async () => {
    await using cloud = await simulate(options);
    const ids = crowd(cloud);
    const creating = createAll(ids, cloud);
    await happened(() => cloud.requests("listAccount").length === 3, cloud.account);
    const versionIds = ids.map((id) => cloud.addSnapshot(id).versionId);
    const finishedAt = cloud.now();
    const created = await creating;
    expect(created.map(({ outs }) => outs.versionId)).toEqual(versionIds);
    expect(cloud.requests("list").filter(({ at }) => at > finishedAt)).toEqual([]);
    const looks = cloud.requests("listAccount");
    expect(looks.map(({ path, status }) => [path, status])).toEqual(
      looks.map(() => ["/v2/users/snapshots?scope=databases", 200]),
    );
    for (const gap of gaps(looks)) expect(gap).toBeGreaterThan(25);
  });

  test.each([
    { why: "402 without a paid plan", paidPlan: false, fault: undefined },
    { why: "403", paidPlan: true, fault: { code: "RESOURCE_NOT_ALLOWED", status: 403 } },
  ])(
    "are looked for in their own listings after $why, which is not asked for again",
    async ({ paidPlan, fault }) => {
      await using cloud = await simulate({ ...options, paidPlan });
      if (fault) cloud.next("listAccount", fault, { times: 99 });
      const ids = crowd(cloud);
      const creating = createAll(ids, cloud);
      await happened(() => cloud.requests("listAccount").length > 0, cloud.account);
      const asked = cloud.requests("list").length;
      await happened(() => cloud.requests("list").length > asked + 8, cloud.account);
      const versionIds = ids.map((id) => cloud.addSnapshot(id).versionId);
      expect((await creating).map(({ outs }) => outs.versionId)).toEqual(versionIds);
      expect(cloud.requests("listAccount")).toHaveLength(1);
    },
  );

  test("are looked for in their own listings for 6 min after 429, which blocks nothing else", async () => {
    await using cloud = await simulate(options);
    cloud.next("listAccount", { code: "RATE_LIMITED", status: 429 });
    const ids = crowd(cloud);
    const creating = createAll(ids, cloud);
    await happened(() => cloud.requests("listAccount").length === 2, cloud.account);
    const [first, second] = cloud.requests("listAccount");
    const between = cloud
      .requests("list")
      .filter(({ at }) => at > (first?.at ?? 0) && at < (second?.at ?? 0));
    expect(between.length).toBeGreaterThan(8);
    expect(gaps(cloud.requests("listAccount"))[0]).toBeGreaterThan(5 * 60);
    for (const id of ids) cloud.addSnapshot(id);
    await creating;
  });

  test("are looked up in their own listings where the account's has not shown them for 2 min", async () => {
    await using cloud = await simulate(options);
    await using front = await accountShowsNothing(cloud);
    const ids = crowd(cloud);
    const creating = createAll(ids, cloud.run({ baseUrl: front.url }));
    await happened(() => front.looks.length > 0, cloud.account);
    const versionIds = ids.map((id) => cloud.addSnapshot(id).versionId);
    const finishedAt = cloud.now().getTime();
    expect((await creating).map(({ outs }) => outs.versionId)).toEqual(versionIds);
    expect(cloud.now().getTime() - finishedAt).toBeLessThan(10 * 60_000);
    expect(front.looks.length).toBeGreaterThan(1);
  });

  /** The simulator, but for an account's listing that stays empty. */
  async function accountShowsNothing(cloud: Cloud) {
    const looks: string[] = [];
    const server = createServer(async ({ method = "", url = "", headers }, response) => {
      const isAccount = url.startsWith("/v2/users/snapshots");
      if (isAccount) looks.push(url);
      const path = isAccount ? "/v2/users/me" : url;
      const authorization = headers.authorization ?? "";
      const answer = await fetch(cloud.url + path, { method, headers: { authorization } });
      response.writeHead(answer.status, { date: answer.headers.get("date") ?? "" });
      const text = await answer.text();
      response.end(isAccount ? '{"status":"success","response":[]}' : text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = new URL(`http://127.0.0.1:${port}`);
    return {
      url,
      looks,
      async [Symbol.asyncDispose]() {
        server.close();
        server.closeAllConnections();
      },
    };
  }
});
