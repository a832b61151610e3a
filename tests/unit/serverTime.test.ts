import { serverTime } from "../../provider/api/serverTime";

const at = (ms: number) => new Date(ms).toUTCString();

test("before any answer the server's time is not known", () => {
  expect(serverTime().at(5)).toBeUndefined();
});

test("of several answers the highest lower bound counts, as each is cut and was on its way", () => {
  const time = serverTime();
  time.note(at(100_900), 1_000);
  expect(time.at(1_000)).toBe(100_000);
  time.note(at(103_000), 3_100);
  expect(time.at(1_000)).toBe(100_900);
  time.note(at(110_000), 12_000);
  expect(time.at(1_000)).toBe(100_900);
});

test("an answer without a readable Date tells nothing", () => {
  const time = serverTime();
  time.note("soon", 0);
  time.note(undefined, 0);
  expect(time.at(5)).toBeUndefined();
  time.note(at(50_000), 0);
  time.note("soon", 0);
  expect(time.at(0)).toBe(50_000);
});
