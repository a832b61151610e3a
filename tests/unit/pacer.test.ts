import { RateLimitError } from "../../provider/api/errors";
import type { Target } from "../../provider/api/target";
import { BLOCK, createPacer, type Write } from "../../provider/pacer";
import { manualClock } from "./manualClock";

const database = (digit: string): Target => ({ kind: "database", id: digit.repeat(32) });
const [one, two, three] = [database("1"), database("2"), database("3")];

const call = { method: "GET", path: "/v2/databases" } as const;
const blocked = new RateLimitError("RATE_LIMITED", 429, call, "the budget is used up", "Wait.");

/** A pacer, and what it has let through, with the seconds since the start. */
function pace(requestsPerMinute = 30) {
  const clock = manualClock();
  const started = clock.now();
  const pacer = createPacer(requestsPerMinute, clock);
  const through: [what: string, seconds: number][] = [];
  const note = (what: string) => through.push([what, (clock.now() - started) / 1_000]);
  const read = (what = "read", signal?: AbortSignal) => pacer.read(signal).then(() => note(what));
  const send = async (what: Write, target: Target, signal?: AbortSignal) => {
    const pass = await pacer.write(what, target, signal);
    note(target.id.slice(0, 1));
    return pass;
  };
  const write = (target: Target, signal?: AbortSignal) => send("snapshot", target, signal);
  const restore = (target: Target) => send("restore", target);
  return { clock, pacer, through, read, write, restore, started };
}

test("writes of an account are 5 s apart, in the order in which they were asked for", async () => {
  const { clock, through, write } = pace();
  for (const target of [one, two, three]) void write(target);
  await clock.advance(60_000);
  expect(through).toEqual([
    ["1", 0],
    ["2", 5.25],
    ["3", 10.5],
  ]);
});

test("writes of one target are 180 s apart, and let others pass", async () => {
  const { clock, through, write } = pace();
  for (const target of [one, one, two]) void write(target);
  await clock.advance(200_000);
  expect(through).toEqual([
    ["1", 0],
    ["2", 5.25],
    ["1", 180.25],
  ]);
});

test("an application has one cooldown, whatever the workspace it is reached through", async () => {
  const { clock, through, write } = pace();
  const id = "a".repeat(32);
  void write({ kind: "application", id });
  void write({ kind: "application", id: `${id}-b1` });
  await clock.advance(200_000);
  expect(through.map(([, seconds]) => seconds)).toEqual([0, 180.25]);
});

test("a database and an application of one id have cooldowns of their own", async () => {
  const { clock, through, write } = pace();
  void write(one);
  void write({ ...one, kind: "application" });
  await clock.advance(60_000);
  expect(through).toHaveLength(2);
});

test("the cooldowns run from when the request was sent, not from when it was let through", async () => {
  const { clock, pacer, through, write } = pace();
  const pass = await write(one);
  await clock.advance(4_000);
  pass.sent();
  void write(two);
  await clock.advance(60_000);
  expect(through).toEqual([
    ["1", 0],
    ["2", 9.25],
  ]);
  expect(pacer.readyAt("snapshot", one) - clock.now()).toBe(4_000 + 180_250 - 64_000);
});

test("a refused write leaves its target free, but for the 5 s", async () => {
  const { clock, through, write } = pace();
  const pass = await write(one);
  void write(one);
  pass.refused();
  await clock.advance(60_000);
  expect(through).toEqual([
    ["1", 0],
    ["1", 5.25],
  ]);
});

test("in any 60 s there are no more requests than allowed", async () => {
  const { clock, through, read } = pace(3);
  for (let i = 0; i < 7; i++) void read();
  await clock.advance(10_000);
  void read();
  await clock.advance(300_000);
  expect(through.map(([, seconds]) => seconds)).toEqual([0, 0, 0, 60.25, 60.25, 60.25, 120.5, 120.5]);
});

test("writes count against the budget too", async () => {
  const { clock, through, read, write } = pace(2);
  void write(one);
  await clock.advance(1);
  for (let i = 0; i < 2; i++) void read();
  await clock.advance(90_000);
  expect(through.map(([what]) => what)).toEqual(["1", "read", "read"]);
  expect(through[2]?.[1]).toBe(60.25);
});

test("where the budget is short, writes go first and reads leave them room", async () => {
  const { clock, through, read, write } = pace(2);
  for (const what of ["a", "b", "c"]) void read(what);
  void write(one);
  void write(two);
  await clock.advance(200_000);
  expect(through.map(([what]) => what)).toEqual(["a", "b", "1", "2", "c"]);
});

test("a budget of one request per minute lets both reads and writes through", async () => {
  const { clock, through, read, write } = pace(1);
  void read();
  void write(one);
  void read();
  await clock.advance(200_000);
  expect(through.map(([what]) => what)).toEqual(["read", "1", "read"]);
});

test("while blocked nothing is let through", async () => {
  const { clock, pacer, through, read, write, started } = pace();
  const { signal } = new AbortController();
  pacer.block(blocked);
  void read("read", signal);
  void write(one, signal);
  await clock.advance(30 * 60_000);
  expect(through).toEqual([]);
  expect(pacer.readyAt("snapshot", one)).toBe(started + BLOCK);
  await clock.advance(60_000);
  expect(through.map(([, seconds]) => seconds)).toEqual([BLOCK / 1_000, BLOCK / 1_000]);
});

test("whoever has no deadline is told of a block at once, and so is one whose deadline comes before its end", async () => {
  const { clock, pacer, read, write, started } = pace();
  void write(one);
  const waiting = write(one);
  pacer.block(blocked);
  await expect(waiting).rejects.toBe(blocked);
  await expect(read()).rejects.toBe(blocked);
  expect(() => pacer.refuseIfBlocked(started + BLOCK - 1)).toThrow(blocked);
  pacer.refuseIfBlocked(started + BLOCK);
  await clock.advance(BLOCK);
  await read();
});

test("who gives up leaves the queue, and whoever is next goes on", async () => {
  const { clock, through, write } = pace();
  const patience = new AbortController();
  void write(one);
  const given = write(two, patience.signal);
  void write(three);
  patience.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  await clock.advance(60_000);
  expect(through).toEqual([
    ["1", 0],
    ["3", 5.25],
  ]);
  await expect(write(two, patience.signal)).rejects.toThrow("enough");
});

test("restores of an account are 60 s apart, and of one target 120 s", async () => {
  const { clock, through, restore } = pace();
  for (const target of [one, one, two]) void restore(target);
  await clock.advance(300_000);
  expect(through).toEqual([
    ["1", 0],
    ["2", 60.25],
    ["1", 120.5],
  ]);
});

test("a snapshot and a restore of one target do not hold each other up", async () => {
  const { clock, through, restore, write } = pace();
  void write(one);
  void restore(one);
  await clock.advance(1_000);
  expect(through).toHaveLength(2);
});

test("when a restore may be asked for counts the user's 60 s too, as they are worth a word", async () => {
  const { clock, pacer, restore } = pace();
  await restore(one);
  expect(pacer.readyAt("restore", one) - clock.now()).toBe(120_250);
  expect(pacer.readyAt("restore", two) - clock.now()).toBe(60_250);
  expect(pacer.readyAt("snapshot", one)).toBe(Number.NEGATIVE_INFINITY);
});

test("a restore is soon where this process's own, which was not refused, would explain a KEEP_CALM", async () => {
  const { clock, restore } = pace();
  const first = await restore(one);
  expect(first.isSoon).toBe(false);
  const second = restore(two);
  await clock.advance(61_000);
  expect((await second).isSoon).toBe(true);
  await clock.advance(200_000);
  const third = await restore(two);
  expect(third.isSoon).toBe(false);
  third.refused();
  const fourth = restore(two);
  await clock.advance(61_000);
  expect((await fourth).isSoon).toBe(false);
});
