import { durationFrom } from "../../provider/duration";
import { spell } from "../../provider/log";

test.each([
  ["90s", 90_000],
  ["10m", 600_000],
  ["1h30m", 5_400_000],
  ["2d", 172_800_000],
  ["1.5h", 5_400_000],
  ["0s", 0],
])("%s is %i ms", (text, ms) => {
  expect(durationFrom(text)).toBe(ms);
});

test.each(["", "10", "m", "10 m", "-5m", "10m5", "10ms", "1h,30m", ".5h", "ten minutes"])(
  "%j is no duration",
  (text) => {
    expect(durationFrom(text)).toBeUndefined();
  },
);

test.each([
  [0, "0 s"],
  [-5, "0 s"],
  [400, "0 s"],
  [45_000, "45 s"],
  [59_700, "1 min"],
  [120_000, "2 min"],
  [150_000, "2 min 30 s"],
  [3_900_000, "1 h 5 min"],
  [3_905_000, "1 h 5 min"],
  [3_605_000, "1 h 5 s"],
  [90_000_000, "25 h"],
])("%i ms are spelled %s", (ms, words) => {
  expect(spell(ms)).toBe(words);
});
