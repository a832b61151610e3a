import type { Target } from "../../provider/api/target";
import { createCooldown } from "../../provider/cooldown";

const database = (digit: string): Target => ({ kind: "database", id: digit.repeat(32) });
const [one, two] = [database("1"), database("2")];
const application: Target = { ...one, kind: "application" };
const limit = { user: 60_000, target: 120_000 };

test("before any write there is nothing to wait for, and nothing explains a refusal", () => {
  const cooldown = createCooldown(limit);
  expect(cooldown.ends(one)).toBe(Number.NEGATIVE_INFINITY);
  expect(cooldown.targetEnds(one)).toBe(Number.NEGATIVE_INFINITY);
  expect(cooldown.explains(one, 0)).toBe(false);
});

test("a write holds up its target for the target's time, and all others for the user's", () => {
  const cooldown = createCooldown(limit);
  cooldown.start(one, 1_000);
  expect(cooldown.ends(one)).toBe(121_250);
  expect(cooldown.targetEnds(one)).toBe(121_250);
  for (const other of [two, application]) {
    expect(cooldown.ends(other)).toBe(61_250);
    expect(cooldown.targetEnds(other)).toBe(Number.NEGATIVE_INFINITY);
  }
});

test("the latest write counts, and an application's whatever the workspace it is reached through", () => {
  const cooldown = createCooldown(limit);
  cooldown.start(application, 0);
  cooldown.start({ ...application, id: `${application.id}-a1` }, 5_000);
  expect(cooldown.ends(application)).toBe(125_250);
});

test("a refused write leaves its target free once the user's time is over", () => {
  const cooldown = createCooldown(limit);
  cooldown.start(one, 0);
  cooldown.cancel(one);
  expect(cooldown.targetEnds(one)).toBe(Number.NEGATIVE_INFINITY);
  expect(cooldown.ends(one)).toBe(60_250);
});

test("a write explains a refusal until half a minute after the time that it holds others up for", () => {
  const cooldown = createCooldown(limit);
  cooldown.start(one, 0);
  expect(cooldown.explains(one, 150_249)).toBe(true);
  expect(cooldown.explains(one, 150_250)).toBe(false);
  expect(cooldown.explains(two, 90_249)).toBe(true);
  expect(cooldown.explains(two, 90_250)).toBe(false);
});

test("a refused write explains nothing, and what came before it still does", () => {
  const cooldown = createCooldown(limit);
  cooldown.start(one, 0);
  cooldown.start(two, 61_000);
  cooldown.cancel(two);
  expect(cooldown.explains(two, 90_000)).toBe(true);
  expect(cooldown.explains(two, 122_000)).toBe(false);
  expect(cooldown.explains(one, 122_000)).toBe(true);
});
