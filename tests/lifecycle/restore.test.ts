import { lifecycle } from "../../provider/doors/restore";
import { type RestoreInputs, type RestoreState, stateOf } from "../../provider/restore/state";
import { updateRestore } from "../../provider/restore/update";
import { type Cloud, errorOf, gaps, goOn, leftBy, restore, simulate } from "./simulate";

/** A database that held "then" when a snapshot of it was taken, and holds "now". */
function prepare(cloud: Cloud, databaseId = cloud.databaseId): RestoreInputs & { databaseId: string } {
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId, { data: "then" });
  cloud.write(databaseId, "now");
  return { databaseId, snapshotId, versionId };
}

const calls = (cloud: Cloud) => cloud.requests().map(({ call }) => call);

describe("a restore that goes well", () => {
  test("is sent once, settles for 60 s, is seen to run again, and the data is the snapshot's", async () => {
    await using cloud = await simulate({ rate: 120 });
    const inputs = { ...prepare(cloud), triggers: ["a1"], __provider: "code" };
    const { id, outs } = await restore(inputs, cloud.account);
    expect(cloud.read(inputs.databaseId)).toBe("then");
    const { snapshotId, versionId } = inputs;
    expect(cloud.restores(inputs.databaseId)).toMatchObject([{ snapshotId, versionId }]);
    expect(outs).toEqual({ ...inputs, status: "restored", restoredAt: expect.any(String) });
    const [posted] = cloud.requests("restore");
    const restoredAt = Date.parse(Object(outs).restoredAt);
    expect(Math.abs(restoredAt - Number(posted?.at))).toBeLessThan(20_000);
    expect(id).toMatch(new RegExp(`^databases/${inputs.databaseId}/20`));
    expect(calls(cloud).slice(0, 3)).toEqual(["status", "restore", "status"]);
    const [, settled = 0] = gaps(cloud.requests());
    expect(settled).toBeGreaterThanOrEqual(60);
  });

  test("says when it goes out, that it settles, and that it is done", async () => {
    await using cloud = await simulate({ rate: 120 });
    const { databaseId, snapshotId, versionId } = prepare(cloud);
    await restore({ databaseId, snapshotId, versionId }, cloud.account);
    expect(cloud.lines.filter((line) => !line.includes("waiting for it to run"))).toEqual([
      `database ${databaseId}: restoring ${snapshotId}, version ${versionId}`,
      `database ${databaseId}: the restore is dispatched, and settles within about 1 min`,
      `database ${databaseId}: restored`,
    ]);
  });

  test("a target that did not run before is not waited for", async () => {
    await using cloud = await simulate({ rate: 120 });
    const inputs = prepare(cloud, cloud.addDatabase({ running: false }));
    const { outs } = await restore(inputs, cloud.account);
    expect(outs.status).toBe("restored");
    expect(calls(cloud)).toEqual(["status", "restore"]);
    expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
  });

  test.each([
    { kind: "database", scope: "databases:read" },
    { kind: "application", scope: "apps:read" },
  ])("a key without $scope: a note, and the $kind is not waited for", async ({ kind, scope }) => {
    await using cloud = await simulate({ rate: 120 });
    const { account, lines } = cloud.run({ apiKey: cloud.addKey({ scopes: ["snapshots:write"] }) });
    const target = kind === "database" ? cloud.databaseId : cloud.applicationId;
    const { databaseId, ...point } = prepare(cloud, target);
    const inputs = kind === "database" ? { databaseId, ...point } : { applicationId: target, ...point };
    const { outs } = await restore(inputs, account);
    expect(outs.status).toBe("restored");
    expect(lines).toContain(
      `${kind} ${target}: the key may not tell whether it runs (MISSING_SCOPE; that takes ${scope}), so it is not checked ` +
        "that it runs again afterwards",
    );
    expect(calls(cloud)).toEqual(["status", "restore"]);
    expect(cloud.restores(target)).toHaveLength(1);
  });

  test("a snapshot of another database: the one is overwritten, the other is not touched", async () => {
    await using cloud = await simulate({ rate: 120 });
    const { databaseId: production, ...point } = prepare(cloud);
    const staging = cloud.addDatabase({ data: "staging" });
    await restore({ databaseId: staging, ...point }, cloud.account);
    expect(cloud.read(staging)).toBe("then");
    expect(cloud.read(production)).toBe("now");
    expect(cloud.restores(production)).toEqual([]);
  });

  test("an application that is shared through a workspace is asked for by its full id", async () => {
    await using cloud = await simulate({ rate: 120 });
    const id = cloud.addApplication({ workspaceId: "a1b2-c3" });
    const { databaseId: _, ...point } = prepare(cloud, id);
    const { id: stored } = await restore({ applicationId: `${id}-a1b2-c3`, ...point }, cloud.account);
    expect(stored).toMatch(`applications/${id}-a1b2-c3/`);
    expect(cloud.read(id)).toBe("then");
    const folder = `/v2/apps/${id}-a1b2-c3`;
    const paths = new Set(cloud.requests().map(({ path }) => path));
    expect(paths).toEqual(new Set([`${folder}/status`, `${folder}/snapshots/restore`]));
  });

  test("what has been restored is never restored by an update, which opens no account", async () => {
    await using cloud = await simulate({ rate: 120 });
    const inputs = { ...prepare(cloud), timeouts: { create: "20m" }, safetySnapshot: false };
    const { id, outs } = await restore(inputs, cloud.account);
    const sent = cloud.requests().length;
    const news = { ...prepare(cloud), onUnknownOutcome: "retry", safetySnapshot: true } as const;
    const updated = await updateRestore(id, outs, news, () => {
      throw new Error("no account is needed");
    });
    const { safetySnapshot: _, ...kept } = news;
    expect(updated.outs).toEqual({ ...kept, status: "restored", restoredAt: Object(outs).restoredAt });
    expect(cloud.requests()).toHaveLength(sent);
    expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
  });
});

describe("the door", () => {
  const time = "2026-01-01T00:00:00.000Z";
  const config = (cloud: Cloud) => {
    const values: { [name: string]: string } = { apiKey: cloud.apiKey, baseUrl: cloud.url };
    return { get: (name: string) => values[name.replace("squarecloud:", "")] };
  };

  test("a read gives the receipt back, whatever has happened since, and calls nothing", async () => {
    await using cloud = await simulate();
    const inputs = prepare(cloud);
    const states = [
      stateOf(inputs, { status: "pending" }),
      stateOf(inputs, { status: "unknown", requestedAt: time }),
      stateOf(inputs, { status: "settling", restoredAt: time }),
      stateOf(inputs, { status: "restored", restoredAt: time }),
    ];
    cloud.removeTarget(inputs.databaseId);
    for (const state of states) {
      expect(await lifecycle(config(cloud)).read("id", state)).toEqual({ id: "id", props: state });
    }
    expect(cloud.requests()).toEqual([]);
  });

  test("check, diff and the update of what is restored call nothing", async () => {
    await using cloud = await simulate();
    const inputs = prepare(cloud);
    const state = stateOf(inputs, { status: "restored", restoredAt: time });
    const door = lifecycle(config(cloud));
    expect(await door.check({ ...inputs }, { ...inputs })).toEqual({ inputs, failures: [] });
    expect(await door.diff("id", state, inputs)).toMatchObject({ changes: false });
    expect(await door.update("id", state, inputs)).toEqual({ outs: state });
    expect(cloud.requests()).toEqual([]);
  });

  test("a diff that fails shows no stack", async () => {
    await using cloud = await simulate();
    const inputs = prepare(cloud);
    const state = stateOf(inputs, { status: "unknown", requestedAt: time });
    const door = lifecycle(config(cloud));
    await door.check({ ...inputs }, { ...inputs });
    const error = await errorOf(door.diff("id", state, inputs));
    expect(error).toMatchObject({ message: expect.stringMatching(/nobody knows/), stack: "" });
  });
});

// Where nothing may be refused, the simulator's time runs a tenth faster than the run's: a request that is
// late by some real milliseconds then still comes after the limit that the next one has to keep.
describe("limits", () => {
  const paced = { rate: 132, run: { clockRate: 120 } };

  test("two targets at once are restored 60 s apart, with a word about it, and none is refused", async () => {
    await using cloud = await simulate(paced);
    const both = [prepare(cloud), prepare(cloud, cloud.addDatabase())];
    await Promise.all(both.map((inputs) => restore(inputs, cloud.account)));
    const posts = cloud.requests("restore");
    expect(posts.map(({ status }) => status)).toEqual([200, 200]);
    for (const gap of gaps(posts)) expect(gap).toBeGreaterThanOrEqual(60);
    for (const { databaseId } of both) expect(cloud.restores(databaseId)).toHaveLength(1);
    const about = cloud.lines.filter((line) => line.includes("before a restore may be asked for"));
    expect(about[0]).toMatch(/^database [a-f0-9]{32}: waiting (1 min|\d+ s) before/);
  });

  test("two restores of one target in one run are sent 120 s apart, and none is refused", async () => {
    await using cloud = await simulate(paced);
    const inputs = prepare(cloud);
    await Promise.all([1, 2].map((trigger) => restore({ ...inputs, triggers: [trigger] }, cloud.account)));
    const posts = cloud.requests("restore");
    expect(posts.map(({ status }) => status)).toEqual([200, 200]);
    for (const gap of gaps(posts)) expect(gap).toBeGreaterThanOrEqual(120);
    expect(cloud.restores(inputs.databaseId)).toHaveLength(2);
    expect(cloud.lines.filter((line) => /still waiting before a restore.*\(1 min/.test(line))).toHaveLength(
      1,
    );
  });

  test("limits that leave no room in the time given: nothing is sent", async () => {
    await using cloud = await simulate({ rate: 120 });
    const inputs = prepare(cloud);
    await restore(inputs, cloud.account);
    const error = await errorOf(restore({ ...inputs, timeouts: { create: "10s" } }, cloud.account));
    expect(error.message).toMatch(
      /left no room for a restore within 10s\. Nothing was restored: run .*timeouts/,
    );
    expect(error).not.toHaveProperty("id");
    expect(cloud.requests("restore")).toHaveLength(1);
  });

  /** A provider whose clock is the slower: at this rate a cooldown's margin is a millisecond. */
  const unhurried = { rate: 240, run: { clockRate: 200 } };

  test("KEEP_CALM after somebody else's restore: fails, and nothing is sent again", async () => {
    await using cloud = await simulate({ rate: 120 });
    const { databaseId, ...point } = prepare(cloud);
    await restore({ databaseId, ...point }, cloud.account);
    const { account, lines } = cloud.run();
    const error = await errorOf(restore({ databaseId, ...point }, account));
    expect(error.message).toMatch(
      /^database [a-f0-9]{32}: KEEP_CALM, and not for a restore of this run.*Nothing was restored here\. Look at/,
    );
    expect(error).not.toHaveProperty("id");
    expect(lines).toHaveLength(1);
    expect(cloud.requests("restore").map(({ status }) => status)).toEqual([200, 429]);
    expect(cloud.restores(databaseId)).toHaveLength(1);
  });

  test.each([200, 429])("%i KEEP_CALM that nothing explains: fails, 1 POST", async (status) => {
    await using cloud = await simulate();
    cloud.next("restore", { code: "KEEP_CALM", status });
    const inputs = prepare(cloud);
    const error = await errorOf(restore(inputs, cloud.account));
    expect(error.message).toMatch(/KEEP_CALM/);
    expect(cloud.requests("restore")).toHaveLength(1);
    expect(cloud.read(inputs.databaseId)).toBe("now");
  });

  test.each([
    { what: "the same target", isSame: true },
    { what: "another target", isSame: false },
  ])("KEEP_CALM after this run's own restore of $what: waited out, once", async ({ isSame }) => {
    await using cloud = await simulate(unhurried);
    const first = prepare(cloud);
    const second = isSame ? first : prepare(cloud, cloud.addDatabase());
    cloud.next("restore", { code: "KEEP_CALM", status: 429 }, { after: 1 });
    await restore(first, cloud.account);
    const restored = restore({ ...second, triggers: [2] }, cloud.account);
    expect((await restored).outs.status).toBe("restored");
    expect(cloud.requests("restore").map(({ status }) => status)).toEqual([200, 429, 200]);
    expect(cloud.restores(second.databaseId)).toHaveLength(isSame ? 2 : 1);
    expect(cloud.lines).toContain(
      `database ${second.databaseId}: KEEP_CALM after this run's own restores; asking once more`,
    );
  });

  test("KEEP_CALM again after it was waited out: fails, and nothing is sent a third time", async () => {
    await using cloud = await simulate(unhurried);
    const inputs = prepare(cloud);
    await restore(inputs, cloud.account);
    cloud.next("restore", { code: "KEEP_CALM", status: 429 }, { times: 2 });
    const error = await errorOf(restore({ ...inputs, triggers: [2] }, cloud.account));
    expect(error.message).toMatch(/KEEP_CALM.*Nothing was restored here/);
    expect(cloud.requests("restore")).toHaveLength(3);
    expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
  });

  test("KEEP_CALM again that yet another of this run's would explain: fails all the same", async () => {
    await using cloud = await simulate(unhurried);
    const all = [1, 2, 3].map(() => prepare(cloud, cloud.addDatabase()));
    const [first, second, third] = all.map(({ databaseId }) => databaseId);
    if (second) cloud.next("restore", { code: "KEEP_CALM", status: 429 }, { target: second, times: 2 });
    const outcomes = await Promise.allSettled(all.map((inputs) => restore(inputs, cloud.account)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const order = cloud.requests("restore").map(({ target }) => target);
    expect(order).toEqual([first, second, third, second]);
  });

  test("KEEP_CALM after one of this run's that was refused: fails, as that explains nothing", async () => {
    await using cloud = await simulate({ rate: 240 });
    const inputs = prepare(cloud);
    await errorOf(restore({ ...inputs, versionId: "A".repeat(32) }, cloud.account));
    cloud.next("restore", { code: "KEEP_CALM", status: 429 });
    const error = await errorOf(restore(inputs, cloud.account));
    expect(error.message).toMatch(/KEEP_CALM, and not for a restore of this run/);
    expect(cloud.requests("restore")).toHaveLength(2);
  });
});

describe("settling", () => {
  const twoMinutes = { timeouts: { create: "2m" } };

  /** A target that does not run again while the run looks, as the run's time passes 60 times as fast. */
  async function runShort(cloud: Cloud) {
    const inputs = { ...prepare(cloud), timeouts: { create: "5m" } };
    const left = await leftBy<RestoreState>(restore(inputs, cloud.account));
    return { inputs, left };
  }
  const short = { rate: 10, run: { clockRate: 600 } };

  test("a target that does not run again in time: settling, and the next run looks again and posts nothing", async () => {
    await using cloud = await simulate(short);
    const { inputs, left } = await runShort(cloud);
    expect(left.properties).toEqual({ ...inputs, status: "settling", restoredAt: expect.any(String) });
    expect(left.message).toMatch(
      /is restored, but it was not seen to run again in time\. .*restores nothing\.$/,
    );
    expect(cloud.lines).toContainEqual(
      expect.stringMatching(/restored, waiting for it to run again \(1 min/),
    );

    const again = await leftBy<RestoreState>(goOn(left.id, left.properties, inputs, cloud.run().account));
    expect(again.id).toBe(left.id);
    expect(again.properties).toEqual(left.properties);

    cloud.advance(60);
    const news = { ...inputs, onUnknownOutcome: "retry" as const, triggers: [1] };
    const outs = await goOn(left.id, left.properties, news, cloud.run().account);
    expect(outs).toEqual({ ...left.properties, ...news, status: "restored" });
    expect(cloud.read(inputs.databaseId)).toBe("then");
    expect(cloud.requests("restore")).toHaveLength(1);
    expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
  });

  test.each([
    { what: "gives no answer", fault: "reset before handling" },
    { what: "is in trouble", fault: "503 before handling" },
    { what: "answers nonsense", fault: "null body" },
    { what: "is blocked", fault: { code: "RATE_LIMITED", status: 429 } },
    { what: "refuses", fault: { code: "ACCESS_DENIED", status: 401 } },
    { what: "has lost the target", fault: { code: "DATABASE_NOT_FOUND", status: 404 } },
  ] as const)("an API that $what meanwhile: settling, not lost", async ({ fault }) => {
    await using cloud = await simulate({ rate: 240 });
    const inputs = { ...prepare(cloud), ...twoMinutes };
    cloud.next("status", fault, { after: 1, times: 99 });
    const left = await leftBy<RestoreState>(restore(inputs, cloud.account));
    expect(left.properties).toEqual({ ...inputs, status: "settling", restoredAt: expect.any(String) });
    expect(left.message).toMatch(
      /is restored, but .* The next `pulumi up` looks again, and restores nothing\.$/,
    );
    expect(left.message).not.toMatch(/\n\s+at /);
    expect(cloud.requests("restore")).toHaveLength(1);
    expect(cloud.restores(inputs.databaseId)).toHaveLength(1);
    expect(cloud.read(inputs.databaseId)).toBe("then");
  });

  test("a status that asks to keep calm is asked again, and blocks nothing else", async () => {
    await using cloud = await simulate({ rate: 240 });
    cloud.next("status", { code: "KEEP_CALM", status: 429 }, { times: 2 });
    const { outs } = await restore(prepare(cloud), cloud.account);
    expect(outs.status).toBe("restored");
    expect(cloud.restores(cloud.databaseId)).toHaveLength(1);
  });

  test("a target that runs again after some trouble is restored, with a warning", async () => {
    await using cloud = await simulate({ rate: 240 });
    cloud.next("status", "503 before handling", { after: 1, times: 3 });
    const { outs } = await restore(prepare(cloud), cloud.account);
    expect(outs.status).toBe("restored");
    expect(cloud.lines).toContainEqual(
      expect.stringMatching(/^warning: database .*DATABASE_UNAVAILABLE.*Looking again\.$/),
    );
  });

  test("a key that may no longer look ends the wait with a note", async () => {
    await using cloud = await simulate(short);
    const { inputs, left } = await runShort(cloud);
    const { account, lines } = cloud.run({ apiKey: cloud.addKey({ scopes: ["snapshots:write"] }) });
    const outs = await goOn(left.id, left.properties, inputs, account);
    expect(outs.status).toBe("restored");
    expect(lines).toEqual([
      expect.stringMatching(/: waiting for it to run again, for up to \d+ min/),
      expect.stringMatching(/MISSING_SCOPE; that takes databases:read/),
    ]);
  });

  test("an API that cannot tell whether the target runs before: nothing is sent", async () => {
    await using cloud = await simulate({ rate: 240 });
    cloud.next("status", "503 before handling", { times: 3 });
    const inputs = prepare(cloud);
    const error = await errorOf(restore(inputs, cloud.account));
    expect(error.message).toMatch(/DATABASE_UNAVAILABLE/);
    expect(error).not.toHaveProperty("id");
    expect(cloud.requests("restore")).toEqual([]);
  });
});
