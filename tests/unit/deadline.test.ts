import { DeadlinePassed, deadlineIn } from "../../provider/deadline";
import { manualClock } from "./manualClock";

test("a deadline aborts when its moment has come, and tells why", async () => {
  const clock = manualClock();
  using deadline = deadlineIn(1_000, clock);
  expect(deadline.at).toBe(clock.now() + 1_000);
  await clock.advance(999);
  expect(deadline.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(deadline.signal.reason).toBeInstanceOf(DeadlinePassed);
});

test("a deadline that is over never aborts", async () => {
  const clock = manualClock();
  const deadline = deadlineIn(1_000, clock);
  deadline[Symbol.dispose]();
  await clock.advance(2_000);
  expect(deadline.signal.aborted).toBe(false);
});
