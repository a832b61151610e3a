import { createLog } from "../../provider/log";
import { manualClock } from "./manualClock";

test("work is narrated each minute until it is done", async () => {
  const clock = manualClock();
  const lines: string[] = [];
  const log = createLog(clock, (line) => lines.push(line));
  const work = log.narrate(clock.sleep(150_000), (waited) => `waited ${waited}`);
  await clock.advance(59_999);
  expect(lines).toEqual([]);
  await clock.advance(600_000);
  await work;
  expect(lines).toEqual(["waited 1 min", "waited 2 min"]);
});

test("work that fails is narrated no longer, and its error is passed on", async () => {
  const clock = manualClock();
  const lines: string[] = [];
  const log = createLog(clock, (line) => lines.push(line));
  const work = log.narrate(Promise.reject(new Error("broken")), (waited) => waited);
  await expect(work).rejects.toThrow("broken");
  await clock.advance(600_000);
  expect(lines).toEqual([]);
});

test("a warning is told from information", () => {
  const lines: string[] = [];
  const log = createLog(manualClock(), (line) => lines.push(line));
  log.info("one");
  log.warn("two");
  expect(lines).toEqual(["one", "warning: two"]);
});
