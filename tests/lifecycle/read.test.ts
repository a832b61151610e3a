import { create, type Finished, read, simulate } from "./simulate";

const DAY = 24 * 3_600;

/** The state as it would be had its link ended long ago. */
const ended = (state: Finished): Finished => ({
  ...state,
  url: state.url.replace(/Expires=\d+/, "Expires=1000000000"),
});

test("a refresh of nothing shows nothing: the stored link stays while it is valid", async () => {
  await using cloud = await simulate();
  const { outs } = await create({ databaseId: cloud.databaseId, triggers: ["a1"] }, cloud.account);
  cloud.advance(2 * 3_600);
  const { account, lines } = cloud.run();
  expect(await read(outs, account)).toEqual(outs);
  expect(lines).toEqual([]);
});

test("a link that has ended is replaced by the listing's", async () => {
  await using cloud = await simulate();
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  cloud.advance(2 * 3_600);
  const state = await read(ended(outs), cloud.run().account);
  expect(state).toEqual({ ...outs, url: expect.any(String), key: expect.any(String) });
  const expires = (link: string) => Number(new URL(link).searchParams.get("Expires"));
  expect("url" in state && expires(state.url)).toBeGreaterThan(expires(outs.url));
});

test("past its 30 days a snapshot is expired, and kept", async () => {
  await using cloud = await simulate();
  const { outs } = await create({ databaseId: cloud.databaseId, onExpiry: "keep" }, cloud.account);
  cloud.advance(30 * DAY - 3_600);
  expect(await read(outs, cloud.run().account)).toMatchObject({ status: "available" });
  cloud.advance(3_600);
  const { account, lines } = cloud.run();
  const state = await read(outs, account);
  expect(state).toEqual({ ...outs, status: "expired" });
  expect(await read(state, account)).toEqual(state);
  expect(lines).toEqual([]);
});

test("a snapshot that the listing does not show is kept, with a warning", async () => {
  await using cloud = await simulate({ clearsListingCache: false });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  const state = { ...outs, versionId: "A".repeat(32) };
  const { account, lines } = cloud.run();
  expect(await read(state, account)).toEqual(state);
  expect(lines).toEqual([expect.stringMatching(/^warning: .*does not show the snapshot.*kept in the state/)]);
});

test.each(["available", "pending"])(
  "a target that is gone keeps its %s snapshot, with a warning",
  async (status) => {
    await using cloud = await simulate();
    const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
    const requestedAt = outs.createdAt;
    const pending = {
      databaseId: cloud.databaseId,
      status: "pending",
      requestedAt,
      outcome: "ready",
    } as const;
    cloud.removeTarget(cloud.databaseId);
    const { account, lines } = cloud.run();
    const state = status === "pending" ? pending : outs;
    expect(await read(state, account)).toEqual(state);
    expect(lines[0]).toMatch(/^warning: .*DATABASE_NOT_FOUND.*Its snapshots are kept in the state\./);
  },
);

test.each([
  { what: "an unreachable API", baseUrl: new URL("http://127.0.0.1:1"), message: "could not be reached" },
  { what: "a refused key", apiKey: `nobody-${"0".repeat(64)}`, message: "ACCESS_DENIED" },
])("$what is an error, never a deletion", async ({ message, what: _, ...options }) => {
  await using cloud = await simulate();
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  await expect(read(outs, cloud.run(options).account)).rejects.toThrow(message);
});

test("an API in trouble is an error, never a deletion", async () => {
  await using cloud = await simulate({ rate: 600 });
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  cloud.next("list", "HTML 502 before handling", { times: 99 });
  await expect(read(outs, cloud.run().account)).rejects.toThrow("no usable answer");
});

test("after a snapshot is taken in the same run, a read asks anew", async () => {
  await using cloud = await simulate();
  const { databaseId } = cloud;
  const { outs } = await create({ databaseId }, cloud.account);
  const { account, lines } = cloud.run();
  await read(outs, account);
  cloud.advance(200);
  const second = await create({ databaseId }, account);
  expect(await read(second.outs, account)).toEqual(second.outs);
  expect(lines.filter((line) => line.startsWith("warning"))).toEqual([]);
});
