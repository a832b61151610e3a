import { type Fault, type Simulator, startSimulator } from "../../simulator";
import { ask, create, outcome, snapshotsOf } from "./ask";

/** What a client sees of an answer: its status and body, or "lost". */
async function seen(url: string, init: RequestInit = {}) {
  try {
    const answer = await fetch(url, init);
    return {
      status: answer.status,
      type: answer.headers.get("content-type") ?? "",
      body: await answer.text(),
    };
  } catch {
    return "lost";
  }
}

const post = (cloud: Simulator) =>
  seen(cloud.url + snapshotsOf(cloud.databaseId), {
    method: "POST",
    headers: { authorization: cloud.apiKey },
  });

const html = (status: number) => ({ status, type: "text/html", body: expect.stringContaining("<html>") });
const json = (status: number, body: unknown) => ({ status, type: expect.stringContaining("json"), body });

test.each<{ fault: Fault; sees: unknown; taken: number; logged: unknown }>([
  { fault: "reset before handling", sees: "lost", taken: 0, logged: "reset" },
  { fault: "reset while handling", sees: "lost", taken: 1, logged: "reset" },
  { fault: "reset after handling", sees: "lost", taken: 1, logged: "reset" },
  { fault: "HTML 502 before handling", sees: html(502), taken: 0, logged: 502 },
  { fault: "HTML 502 after handling", sees: html(502), taken: 1, logged: 502 },
  { fault: "HTML 504 while handling", sees: html(504), taken: 1, logged: 504 },
  { fault: "HTML 504 after handling", sees: html(504), taken: 1, logged: 504 },
  {
    fault: "503 before handling",
    sees: json(503, expect.stringContaining("DATABASE_UN")),
    taken: 0,
    logged: 503,
  },
  {
    fault: "503 after handling",
    sees: json(503, expect.stringContaining("DATABASE_UN")),
    taken: 1,
    logged: 503,
  },
  { fault: "invalid JSON", sees: json(200, '{"status":success}'), taken: 1, logged: 200 },
  {
    fault: "truncated JSON",
    sees: json(200, expect.stringMatching(/^\{"status":"success".*[^}]$/)),
    taken: 1,
    logged: 200,
  },
  { fault: "empty body", sees: json(200, ""), taken: 1, logged: 200 },
  { fault: "null body", sees: json(200, "null"), taken: 1, logged: 200 },
  { fault: "cut the body", sees: "lost", taken: 1, logged: 200 },
  { fault: { cutAfter: 0 }, sees: "lost", taken: 1, logged: 200 },
  { fault: { delay: 60 }, sees: json(200, expect.stringContaining("success")), taken: 1, logged: 200 },
  {
    fault: { code: "NEW_CODE", status: 418 },
    sees: json(418, '{"status":"error","code":"NEW_CODE"}'),
    taken: 0,
    logged: 418,
  },
])("$fault", async ({ fault, sees, taken, logged }) => {
  await using cloud = await startSimulator({ rate: 60 });
  cloud.next("create", fault);
  expect(await post(cloud)).toEqual(sees);
  cloud.advance(20);
  expect(cloud.versions(cloud.databaseId)).toHaveLength(taken);
  expect(cloud.requests("create")).toMatchObject([{ status: logged }]);
});

test("a delayed answer comes that much later", async () => {
  await using cloud = await startSimulator({ rate: 600 });
  cloud.next("account", { delay: 100 });
  await ask(cloud, "GET", "/v2/users/me");
  expect(cloud.now().getTime() - Number(cloud.requests("account")[0]?.at)).toBeGreaterThanOrEqual(100_000);
});

test("a hanging request is never answered, and closing ends it", async () => {
  const cloud = await startSimulator();
  cloud.next("create", "hang");
  const answer = post(cloud);
  while (cloud.requests("create").length === 0) await seen(cloud.url);
  expect(cloud.requests("create")).toMatchObject([{ status: "open" }]);
  await cloud.close();
  expect(await answer).toBe("lost");
  expect(cloud.versions(cloud.databaseId)).toEqual([]);
});

test("a fault hits the call, the target, the times and the turn that it was meant for", async () => {
  await using cloud = await startSimulator();
  const other = cloud.addDatabase();
  const broken = { code: "INTERNAL_SERVER_ERROR", status: 500 };
  cloud.next("status", broken, { target: cloud.databaseId, times: 2, after: 1 });
  const status = async (id: string) => outcome(await ask(cloud, "GET", `/v2/databases/${id}/status`));
  expect(outcome(await ask(cloud, "GET", `/v2/databases/${cloud.databaseId}`))).toBe("success");
  expect(await status(other)).toBe("success");
  const seen = [];
  for (let i = 0; i < 4; i++) seen.push(await status(cloud.databaseId));
  expect(seen).toEqual(["success", broken.code, broken.code, "success"]);
  expect(cloud.requests("status", cloud.databaseId).map(({ code }) => code)).toEqual([
    undefined,
    broken.code,
    broken.code,
    undefined,
  ]);
});

test("faults queue up, and what the service never saw does not count", async () => {
  await using cloud = await startSimulator({ requestsPerMinute: 1 });
  cloud.setCapture(cloud.databaseId, 0);
  cloud.next("create", "reset before handling");
  cloud.next("create", "HTML 502 before handling");
  expect(await post(cloud)).toBe("lost");
  expect(await post(cloud)).toMatchObject({ status: 502 });
  expect(outcome(await create(cloud))).toBe("success");
});

test("a download can be cut after so many bytes", async () => {
  await using cloud = await startSimulator();
  const id = cloud.addDatabase({ archiveBytes: 100_000 });
  cloud.addSnapshot(id);
  cloud.next("download", { cutAfter: 40_000 }, { target: id });
  const { body } = await ask<{ url: string }[]>(cloud, "GET", snapshotsOf(id));
  const answer = await fetch(body.response[0]?.url ?? "");
  expect(answer.headers.get("content-length")).toBe("100000");
  let received = 0;
  const read = async () => {
    for await (const chunk of answer.body ?? []) received += chunk.length;
  };
  await expect(read()).rejects.toThrow();
  expect(received).toBe(40_000);
});
