import { accountFor } from "../../provider/configured";
import { lifecycle } from "../../provider/doors/snapshot";
import { finishedIn, leaksIn, simulate } from "./simulate";

const unreachable = { apiKey: "123-abc", baseUrl: "http://127.0.0.1:1" };
const configOf = (values: { [name: string]: string }) => ({
  get: (name: string) => values[name.replace("squarecloud:", "")],
});

let lines: string[];

beforeEach(() => {
  lines = [];
  jest.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  process.env.SQUARECLOUD_CLOCK_RATE = "600";
});

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.SQUARECLOUD_CLOCK_RATE;
});

test("through the door a snapshot is taken, read, compared, updated and forgotten", async () => {
  await using cloud = await simulate({ rate: 600 });
  const door = lifecycle(configOf({ apiKey: cloud.apiKey, baseUrl: cloud.url }));
  const { inputs, failures } = await door.check({}, { databaseId: cloud.databaseId });
  expect(failures).toEqual([]);
  const { id, outs } = await door.create(inputs);
  const state = finishedIn(outs);
  expect(cloud.versions(cloud.databaseId)).toMatchObject([{ versionId: state.versionId }]);
  expect(await door.read(id, state)).toEqual({ id, props: state });
  expect(await door.diff(id, state, inputs)).toMatchObject({ changes: false });
  const news = { ...inputs, onExpiry: "replace" } as const;
  expect((await door.update(id, state, news)).outs).toEqual({ ...state, ...news });
  const sent = cloud.requests().length;
  await door.delete(id, state);
  expect(cloud.requests()).toHaveLength(sent);
  expect(lines.at(-1)).toMatch(/^database .*: forgotten; .*\n$/);
  expect(leaksIn(lines, [cloud.apiKey, state.key])).toEqual([]);
});

test("check tells what is wrong with the configuration too", async () => {
  const door = lifecycle(configOf({ baseUrl: "nonsense" }));
  const { failures } = await door.check({}, { onExpiry: "never" });
  expect(failures.map(({ property }) => property)).toEqual([
    "databaseId",
    "onExpiry",
    "squarecloud:apiKey",
    "squarecloud:baseUrl",
  ]);
});

test("what a read throws shows no stack", async () => {
  const requestedAt = "2026-01-01T00:00:00.000Z";
  const state = { databaseId: "a".repeat(32), status: "pending", requestedAt, outcome: "ready" } as const;
  await expect(lifecycle(configOf(unreachable)).read("id", state)).rejects.toMatchObject({
    stack: "",
    message: expect.stringContaining("could not be reached"),
  });
});

test("a clock rate is ignored outside this machine, with a warning", () => {
  const config = configOf({ ...unreachable, baseUrl: "https://api.example.invalid" });
  const { clock } = accountFor(config);
  expect(accountFor(config).clock).toBe(clock);
  expect(clock.timeout(120_000)).toBe(120_000);
  expect(lines).toEqual([expect.stringMatching(/^warning: SQUARECLOUD_CLOCK_RATE is ignored/)]);
});
