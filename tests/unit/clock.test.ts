import { systemClock } from "../../provider/api/clock";

test("by default it is the machine's", () => {
  const before = Date.now();
  const now = systemClock().now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test("a faster one starts at the machine's time and sleeps so much shorter", async () => {
  const clock = systemClock(100_000);
  const started = clock.now();
  await clock.sleep(3_600_000);
  expect(clock.now() - started).toBeGreaterThanOrEqual(3_600_000);
});

test.each([
  { rate: 1, ms: 120_000, real: 120_000 },
  { rate: 10, ms: 120_000, real: 12_000 },
  { rate: 600, ms: 120_000, real: 3_000 },
  { rate: 600, ms: 1_000, real: 1_000 },
])("at rate $rate a call that may take $ms ms is given up after $real real ms", ({ rate, ms, real }) => {
  expect(systemClock(rate).timeout(ms)).toBe(real);
});

test("a sleep ends with the signal's reason, before it has begun or within", async () => {
  const clock = systemClock();
  const enough = new AbortController();
  const sleeping = clock.sleep(2 ** 40, enough.signal);
  enough.abort(new Error("enough"));
  await expect(sleeping).rejects.toThrow("enough");
  await expect(clock.sleep(1, enough.signal)).rejects.toThrow("enough");
});
