import { startSimulator } from "../../simulator";
import { ask, create } from "./ask";

test("the simulator has a time of day of its own, which its Date headers tell", async () => {
  const startsAt = new Date("2031-05-06T07:08:09Z");
  await using cloud = await startSimulator({ startsAt });
  cloud.advance(3_600);
  const { headers } = await ask(cloud, "GET", "/v2/users/me");
  const date = Date.parse(headers.get("date") ?? "");
  expect(date - startsAt.getTime()).toBeGreaterThanOrEqual(3_600_000);
  expect(date).toBeLessThanOrEqual(cloud.now().getTime());
  expect(headers.get("retry-after")).toBeNull();
});

test("simulated time runs as fast as it is told", async () => {
  await using cloud = await startSimulator({ rate: 600 });
  const before = { simulated: cloud.now().getTime(), real: performance.now() };
  await create(cloud);
  const real = performance.now() - before.real;
  expect((cloud.now().getTime() - before.simulated) / real).toBeGreaterThan(599);
});

test("what ends while time is sent ahead ends at its own time", async () => {
  await using cloud = await startSimulator({ wholeSecondTimes: false });
  cloud.next("create", "reset while handling");
  await expect(create(cloud)).rejects.toThrow();
  cloud.advance(3_600);
  const [request] = cloud.requests("create");
  const [version] = cloud.versions(cloud.databaseId);
  expect(Number(version?.takenAt) - Number(request?.at)).toBe(20_000);
});

test("a capture may take longer than a timer can", async () => {
  await using cloud = await startSimulator();
  const days = 28 * 24 * 3_600;
  cloud.setCapture(cloud.databaseId, days);
  cloud.next("create", "reset while handling");
  await expect(create(cloud)).rejects.toThrow();
  expect(cloud.versions(cloud.databaseId)).toEqual([]);
  cloud.advance(days);
  expect(cloud.versions(cloud.databaseId)).toHaveLength(1);
});

test.each([
  { rate: 0 },
  { rate: -1 },
  { rate: Number.NaN },
  { apiKey: "short-key" },
  { apiKey: "x".repeat(64) },
])("%o is refused", async (options) => {
  await expect(startSimulator(options)).rejects.toThrow(RangeError);
});

test("a port that is taken is refused", async () => {
  await using cloud = await startSimulator();
  await expect(startSimulator({ port: Number(new URL(cloud.url).port) })).rejects.toThrow("EADDRINUSE");
});
