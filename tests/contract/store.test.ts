import { type Simulator, startSimulator } from "../../simulator";
import { ask, create, list, outcome, restore } from "./ask";

/** A store of one string. While `open` is set, what was asked of it ends only with that. */
function createStore() {
  const store = {
    held: "then",
    open: Promise.resolve(),
    dumps: 0,
    async dump() {
      const { held } = store;
      store.dumps++;
      await store.open;
      return held;
    },
    async load(dump: string) {
      await store.open;
      store.held = dump;
    },
  };
  return store;
}

/** A promise to keep a store waiting with, and what ends it. */
function hold() {
  let release = () => {};
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { open, release: () => release() };
}

/** What the simulator warns of: Node would print it. */
function warnings() {
  const emit = jest.spyOn(process, "emitWarning").mockImplementation();
  return () => emit.mock.calls;
}
afterEach(() => jest.restoreAllMocks());

const running = async (cloud: Simulator, id: string) =>
  (await ask<{ running: boolean }>(cloud, "GET", `/v2/databases/${id}/status`)).body.response.running;

test("a snapshot is the dump that was taken when the capture began, and so is its archive", async () => {
  await using cloud = await startSimulator({ wholeSecondTimes: false });
  const store = createStore();
  const id = cloud.addDatabase({ store });
  cloud.next("create", "reset while handling");
  await expect(create(cloud, id)).rejects.toThrow();
  store.held = "now";
  expect(await list(cloud, id)).toEqual([]);
  cloud.advance(3_600);
  const [item] = await list(cloud, id);
  const [version] = cloud.versions(id);
  expect(version?.data).toBe("then");
  expect(Number(version?.takenAt) - Number(cloud.requests("create")[0]?.at)).toBe(20_000);
  expect(await (await fetch(item?.url ?? "")).text()).toContain("then");
});

test("a snapshot is listed only once its dump is there, and is of that time", async () => {
  await using cloud = await startSimulator({ rate: 600, wholeSecondTimes: false });
  const { open, release } = hold();
  const id = cloud.addDatabase({ store: { ...createStore(), dump: () => open.then(() => "then") } });
  expect(outcome(await create(cloud, id))).toBe("SNAPSHOT_PROCESSING");
  expect(await list(cloud, id)).toEqual([]);
  release();
  expect(await list(cloud, id)).toHaveLength(1);
  const asked = Number(cloud.requests("create")[0]?.at);
  expect(Number(cloud.versions(id)[0]?.takenAt)).toBeGreaterThanOrEqual(asked + 90_000);
});

test("a create that a limit forbids takes no dump", async () => {
  await using cloud = await startSimulator({ rate: 600 });
  const store = createStore();
  const id = cloud.addDatabase({ store });
  expect(outcome(await create(cloud, id))).toBe("success");
  expect(outcome(await create(cloud, id))).toBe("KEEP_CALM");
  expect(store.dumps).toBe(1);
});

test("a store that gives no dump is a capture that fails, and a warning", async () => {
  await using cloud = await startSimulator({ rate: 600 });
  const warned = warnings();
  const dump = () => Promise.reject(new Error("no such schema"));
  const id = cloud.addDatabase({ store: { ...createStore(), dump } });
  expect(outcome(await create(cloud, id))).toBe("SNAPSHOT_FAILED");
  expect(await list(cloud, id)).toEqual([]);
  expect(warned()).toEqual([
    [
      `database ${id}: its store gave no dump, so there is no snapshot`,
      { type: "SimulatorWarning", detail: expect.stringContaining("no such schema") },
    ],
  ]);
});

test("a restore is loaded 60 s after it was dispatched, and the target runs again once it is", async () => {
  await using cloud = await startSimulator();
  const store = createStore();
  const id = cloud.addDatabase({ store });
  const { open, release } = hold();
  store.open = open;
  expect(outcome(await restore(cloud, cloud.addSnapshot(cloud.databaseId, { data: "of another" }), id))).toBe(
    "success",
  );
  cloud.advance(60);
  expect(await running(cloud, id)).toBe(false);
  release();
  expect(await running(cloud, id)).toBe(true);
  expect(store.held).toBe("of another");
});

test("a store that cannot load leaves the target stopped, and is a warning", async () => {
  await using cloud = await startSimulator();
  const warned = warnings();
  const load = () => Promise.reject(new Error("syntax error"));
  const id = cloud.addDatabase({ store: { ...createStore(), load } });
  await restore(cloud, cloud.addSnapshot(id, { data: "no SQL" }), id);
  cloud.advance(3_600);
  expect(await running(cloud, id)).toBe(false);
  expect(warned()).toEqual([
    [
      `database ${id}: its store did not load a dump, so it does not run`,
      { type: "SimulatorWarning", detail: expect.stringContaining("syntax error") },
    ],
  ]);
});

test("what a store holds is read, written and dumped by whoever made the store", async () => {
  await using cloud = await startSimulator();
  const id = cloud.addDatabase({ store: createStore() });
  expect(() => cloud.read(id)).toThrow(new RangeError(`database ${id} has a store: ask that what it holds`));
  expect(() => cloud.write(id, "now")).toThrow(new RangeError(`database ${id} has a store: write to that`));
  expect(() => cloud.addSnapshot(id)).toThrow(
    new RangeError(`database ${id} has a store: pass one of its dumps as \`data\``),
  );
  expect(cloud.addSnapshot(id, { data: "a dump" })).toMatchObject({ data: "a dump" });
});
