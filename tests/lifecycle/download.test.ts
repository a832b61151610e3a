import { createHash } from "node:crypto";
import {
  chmod,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { diffSnapshot } from "../../provider/snapshot/diff";
import type { Fault } from "../../simulator";
import {
  accepted,
  type Cloud,
  create,
  errorOf,
  type Finished,
  finishedIn,
  happened,
  leftBy,
  read,
  simulate,
  update,
} from "./simulate";

const SIZE = 3_000_000;
const HALF = SIZE / 2;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-squarecloud-download-"));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** A simulator, and the inputs of a Snapshot of its database that is to be downloaded to a file. */
async function simulated(options: Parameters<typeof simulate>[0] = {}) {
  const cloud = await simulate(options);
  const databaseId = cloud.addDatabase({ archiveBytes: SIZE, captureSeconds: 1 });
  return { cloud, inputs: { databaseId, downloadTo: join(folder, "copy.zip") } };
}

const sha256 = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

/** The archive as it is on the disk. */
const onDisk = async (path: string) => ({ path, size: (await stat(path)).size, sha256: await sha256(path) });

const ranges = (cloud: Cloud) => cloud.requests("download").map(({ range }) => range);
const difference = (olds: Finished, news = olds) => diffSnapshot(olds, inputsOf(news));
const asked = (cloud: Cloud) => cloud.requests().length;

function inputsOf({ databaseId, downloadTo }: Finished) {
  return { ...(databaseId && { databaseId }), ...(downloadTo && { downloadTo }) };
}

test("the archive is there, whole, checked and for its owner alone; no key is sent for it", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { outs } = await create(inputs, cloud.account);
  expect(outs).toMatchObject({ ...inputs, status: "available" });
  expect(outs.archive).toEqual(await onDisk(inputs.downloadTo));
  expect(outs.archive?.size).toBe(outs.size);
  expect((await readFile(inputs.downloadTo)).toString("latin1")).toContain(cloud.read(inputs.databaseId));
  if (process.platform !== "win32") expect((await stat(inputs.downloadTo)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["copy.zip"]);
  expect(cloud.requests("download")).toMatchObject([{ carriedKey: false, status: 200 }]);
  expect(difference(outs)).toMatchObject({ changes: false });
  expect(cloud.lines.slice(-2)).toEqual([
    `database ${inputs.databaseId}: downloading the archive to ${inputs.downloadTo} (3.0 MB)`,
    expect.stringMatching(`^database ${inputs.databaseId}: downloaded to .*copy\\.zip, 3\\.0 MB in \\d+ s$`),
  ]);
});

test("a slow download tells how far it is", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  cloud.next("download", { cutAfter: HALF });
  cloud.next("download", { delay: 70 });
  await create(inputs, cloud.account);
  expect(cloud.lines).toContainEqual(
    expect.stringMatching(/^database [a-f0-9]{32}: downloading, \d\d% \([0-2]\.\d MB of 3\.0 MB\)$/),
  );
});

test("the archive is on the disk before it is put into its place", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  await writeFile(inputs.downloadTo, "what was there");
  const there = await stat(inputs.downloadTo);
  const synced: { bytes: number; inPlace: number }[] = [];
  // Node's own, which does as ever: no file tells whether it is on the disk or in a cache.
  const handle = await open(inputs.downloadTo);
  const handles: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const { sync } = handles;
  jest.spyOn(handles, "sync").mockImplementation(async function (this: FileHandle) {
    const { size } = await this.stat();
    await sync.call(this);
    synced.push({ bytes: size, inPlace: (await stat(inputs.downloadTo)).size });
  });
  await create(inputs, cloud.account);
  expect(synced).toEqual([{ bytes: SIZE, inPlace: there.size }]);
  expect((await stat(inputs.downloadTo)).size).toBe(SIZE);
});

test("an application's archive is downloaded alike", async () => {
  await using cloud = await simulate();
  const inputs = { applicationId: cloud.applicationId, downloadTo: `${folder}/` };
  const { outs } = await create(inputs, cloud.account);
  expect(outs.archive).toEqual(await onDisk(outs.archive?.path ?? ""));
});

test.each([
  { what: "a folder that is there", to: "", into: "." },
  { what: "a missing folder that ends in a separator", to: `a${sep}b${sep}`, into: join("a", "b") },
  { what: "a missing folder that ends in a slash", to: "a/b/", into: join("a", "b") },
  { what: "a file in a missing folder", to: join("a", "b"), file: join("a", "b") },
])("$what is made, and gets the archive", async ({ to, into, file }) => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { outs } = await create({ ...inputs, downloadTo: join(folder, to) }, cloud.account);
  const path = outs.archive?.path ?? "";
  expect(outs.archive).toEqual(await onDisk(path));
  if (into) {
    expect(relative(folder, dirname(path))).toBe(into === "." ? "" : into);
    const stamp = outs.createdAt.replace(/[:]|\.000/g, "");
    expect(basename(path)).toBe(`${inputs.databaseId}-${stamp}.zip`);
    expect(basename(path)).toMatch(/^[a-f0-9]{32}-\d{4}-\d\d-\d\dT\d{6}Z\.zip$/);
  } else expect(relative(folder, path)).toBe(file);
});

test("a relative path begins at the working directory, and is stored as a whole one", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { outs } = await create(
    { ...inputs, downloadTo: relative(process.cwd(), inputs.downloadTo) },
    cloud.account,
  );
  expect(outs.archive).toEqual(await onDisk(inputs.downloadTo));
});

test.each([
  { what: "a file for a folder", at: "file", downloadTo: join("file", "copy.zip"), code: "is a file, not" },
  { what: "a name that is too long", at: "file", downloadTo: `${"n".repeat(300)}/`, code: "ENAMETOOLONG" },
])("$what is known before a snapshot is asked for", async ({ at, downloadTo, code }) => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  await writeFile(join(folder, at), "");
  const error = await errorOf(create({ ...inputs, downloadTo: `${folder}/${downloadTo}` }, cloud.account));
  expect(error.message).toContain(code);
  expect(error).not.toHaveProperty("id");
  expect(asked(cloud)).toBe(0);
});

test.each<{ fault: Fault; times: number; asks: number; from?: number }>([
  { fault: "cut the body", times: 1, asks: 2, from: HALF },
  { fault: { cutAfter: 3 }, times: 1, asks: 2, from: 3 },
  { fault: { cutAfter: 0 }, times: 1, asks: 2 },
  { fault: { cutAfter: SIZE - 1 }, times: 1, asks: 2, from: SIZE - 1 },
  { fault: { cutAfter: 400_000 }, times: 7, asks: 8, from: 2_800_000 },
  { fault: "reset before handling", times: 1, asks: 2 },
  { fault: "HTML 502 before handling", times: 5, asks: 6 },
  { fault: { code: "SlowDown", status: 503 }, times: 1, asks: 2 },
  { fault: { code: "TooManyRequests", status: 429 }, times: 1, asks: 2 },
  { fault: "hang", times: 1, asks: 2 },
])("$fault, $times times: it goes on from what has come", async ({ fault, times, asks, from = 0 }) => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  cloud.next("download", fault, { times });
  const { outs } = await create(inputs, cloud.account);
  expect(outs.archive).toEqual(await onDisk(inputs.downloadTo));
  expect(outs.archive?.size).toBe(SIZE);
  const starts = ranges(cloud).map((range) => Number(range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0));
  expect(starts).toHaveLength(asks);
  expect([...starts].sort((a, b) => a - b)).toEqual(starts);
  // What a cut connection still had in its buffers is lost.
  expect(from - (starts.at(-1) ?? 0)).toBeLessThan(times * 2 ** 17);
  expect(starts.at(-1)).toBeLessThanOrEqual(from);
  expect(await readdir(folder)).toEqual(["copy.zip"]);
});

const named = (code: string, status: number) => ({ code, status });

test.each<{ fault: Fault; times: number; code: string }>([
  { fault: { cutAfter: 0 }, times: 6, code: "UND_ERR_SOCKET" },
  { fault: "HTML 502 before handling", times: 6, code: "HTTP_502" },
  { fault: "null body", times: 1, code: "NOT_A_ZIP" },
  { fault: "empty body", times: 1, code: "NOT_A_ZIP" },
  { fault: named("NoSuchVersion", 404), times: 1, code: "VANISHED" },
  { fault: named("AccessDenied", 403), times: 2, code: "LINK_REFUSED" },
  { fault: named("TemporaryRedirect", 307), times: 1, code: "REDIRECT" },
  { fault: named("Teapot", 418), times: 1, code: "HTTP_418" },
])("$fault, $times times: $code; what was there stays, and the next run goes on", async (row) => {
  const { cloud, inputs } = await simulated({ rate: 600 });
  await using _ = cloud;
  await writeFile(inputs.downloadTo, "what was there");
  cloud.next("download", row.fault, { times: row.times });
  const left = await leftBy(create(inputs, cloud.account));
  expect(left.message).toContain(row.code);
  expect(left.message).toMatch(
    /is there, and its local copy is not.*next `pulumi up` goes on with the copy.*take `downloadTo` away/,
  );
  expect(left.properties).toMatchObject({ ...inputs, status: "available", versionId: expect.any(String) });
  expect(left.properties).not.toHaveProperty("archive");
  expect(cloud.requests("download")).toHaveLength(row.times);
  expect(await readdir(folder)).toEqual(["copy.zip"]);
  expect(await readFile(inputs.downloadTo, "utf8")).toBe("what was there");

  const state = finishedIn(left.properties);
  expect(difference(state)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });
  const outs = await update(left.id, state, inputs, cloud.run().account);
  expect(outs).toEqual({ ...state, archive: await onDisk(inputs.downloadTo) });
  expect(accepted(cloud)).toHaveLength(1);
});

/** A Snapshot whose download has ended after so many bytes; what came is kept beside its place. */
async function cutOff(cloud: Cloud, inputs: { databaseId: string; downloadTo: string }, bytes: number) {
  cloud.next("download", { cutAfter: bytes });
  cloud.next("download", "503 before handling", { times: 5 });
  const left = await leftBy(create(inputs, cloud.account));
  const [part = ""] = await readdir(folder);
  expect(part).toMatch(/^copy\.zip\.[0-9a-f]{16}\.part$/);
  return { id: left.id, state: finishedIn(left.properties), part: join(folder, part) };
}

test("the next run goes on with what an earlier one has left, and calls no API for it", async () => {
  const { cloud, inputs } = await simulated({ rate: 600 });
  await using _ = cloud;
  const { id, state, part } = await cutOff(cloud, inputs, 1_000_000);
  const { size } = await stat(part);
  expect(size).toBeGreaterThan(800_000);
  if (process.platform !== "win32") expect((await stat(part)).mode & 0o777).toBe(0o600);
  await chmod(part, 0o644);
  const before = asked(cloud);
  const { account, lines } = cloud.run();
  const outs = await update(id, state, inputs, account);
  expect(outs.archive).toEqual(await onDisk(inputs.downloadTo));
  if (process.platform !== "win32") expect((await stat(inputs.downloadTo)).mode & 0o777).toBe(0o600);
  expect(cloud.requests().slice(before)).toMatchObject([{ call: "download", range: `bytes=${size}-` }]);
  expect(lines[0]).toContain(`(3.0 MB), going on at ${(size / 1e6).toFixed(1)} MB`);
  expect(await readdir(folder)).toEqual(["copy.zip"]);
});

test("a run that was killed between the last byte and the end of it has nothing left to fetch", async () => {
  const { cloud, inputs } = await simulated({ rate: 600 });
  await using _ = cloud;
  const { id, state, part } = await cutOff(cloud, inputs, HALF);
  const whole = await update(
    id,
    state,
    { ...inputs, downloadTo: join(folder, "other.zip") },
    cloud.run().account,
  );
  await rename(whole.archive?.path ?? "", part);
  const { archive } = await update(id, state, inputs, cloud.run().account);
  expect(archive).toEqual({ ...whole.archive, path: inputs.downloadTo });
  expect(cloud.requests("download").at(-1)).toMatchObject({ status: 416, range: `bytes=${SIZE}-` });
});

test.each([
  { what: "no zip", content: Buffer.alloc(500, "x"), asks: [undefined] },
  { what: "longer than the archive", content: padded(SIZE + 1), asks: [`bytes=${SIZE + 1}-`, undefined] },
])("what an earlier run has left is $what: it starts over", async ({ content, asks }) => {
  const { cloud, inputs } = await simulated({ rate: 600 });
  await using _ = cloud;
  const { id, state, part } = await cutOff(cloud, inputs, HALF);
  await writeFile(part, content);
  const before = ranges(cloud).length;
  const { archive } = await update(id, state, inputs, cloud.run().account);
  expect(ranges(cloud).slice(before)).toEqual(asks);
  expect(archive).toEqual(await onDisk(inputs.downloadTo));
  expect(archive?.size).toBe(SIZE);
});

function padded(size: number) {
  return Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(size - 4)]);
}

test("what was left of another version is removed, and nothing of it is used", async () => {
  const { cloud, inputs } = await simulated({ rate: 600 });
  await using _ = cloud;
  await cutOff(cloud, inputs, HALF);
  cloud.write(inputs.databaseId, "another version");
  cloud.advance(300);
  const before = ranges(cloud).length;
  const { outs } = await create(inputs, cloud.run().account);
  expect(ranges(cloud).slice(before)).toEqual([undefined]);
  expect(outs.archive).toEqual(await onDisk(inputs.downloadTo));
  expect((await readFile(inputs.downloadTo)).toString("latin1")).toContain("another version");
  expect(await readdir(folder)).toEqual(["copy.zip"]);
});

test("a link that is refused is taken from the listing once, and stored", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { id, outs } = await create({ databaseId: inputs.databaseId }, cloud.account);
  cloud.advance(3_600);
  const ended = { ...outs, url: outs.url.replace(/Expires=\d+/, "Expires=1000000000") };
  const before = asked(cloud);
  const state = await update(id, ended, inputs, cloud.run().account);
  expect(state.archive).toEqual(await onDisk(inputs.downloadTo));
  expect(state.url).toContain(state.key);
  expect(state.url).not.toBe(ended.url);
  const since = cloud.requests().slice(before);
  expect(since.map(({ call, status }) => `${call} ${status}`)).toEqual([
    "download 403",
    "list 200",
    "download 200",
  ]);
});

test("a link that is refused and has no other: it says that the archive is gone", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { id, outs } = await create({ databaseId: inputs.databaseId }, cloud.account);
  const ended = { ...outs, url: `${outs.url}x`, versionId: "A".repeat(32) };
  const left = await leftBy(update(id, ended, inputs, cloud.run().account));
  expect(left.message).toMatch(/refused \(HTTP 403\), and the listing has no other.*VANISHED.*30 days/);
});

test("a pending snapshot is found, downloaded and done in one update", async () => {
  const { cloud, inputs } = await simulated({ rate: 600 });
  await using _ = cloud;
  cloud.next("create", "capture fails in the background");
  const left = await leftBy(create({ ...inputs, timeouts: { create: "5m" } }, cloud.account));
  expect(left.properties).toMatchObject({ status: "pending" });
  cloud.addSnapshot(inputs.databaseId);
  const outs = await update(left.id, left.properties, inputs, cloud.run().account);
  expect(outs).toMatchObject({ status: "available", archive: await onDisk(inputs.downloadTo) });
  expect(cloud.requests("create")).toHaveLength(1);
});

test("a pending snapshot that a refresh has found is downloaded by the next run", async () => {
  const { cloud, inputs } = await simulated({ rate: 600 });
  await using _ = cloud;
  cloud.next("create", "capture fails in the background");
  const left = await leftBy(create({ ...inputs, timeouts: { create: "5m" } }, cloud.account));
  cloud.addSnapshot(inputs.databaseId);
  const found = finishedIn(await read(left.properties, cloud.run().account));
  expect(found).not.toHaveProperty("archive");
  expect(diffSnapshot(found, { ...inputs, timeouts: { create: "5m" } })).toMatchObject({
    changes: true,
    replaces: [],
  });
  const outs = await update(left.id, found, inputs, cloud.run().account);
  expect(outs.archive).toEqual(await onDisk(inputs.downloadTo));
});

test.each([
  { what: "deleted", harm: (path: string) => rm(path), says: "is gone" },
  { what: "cut short", harm: (path: string) => writeFile(path, "PK\x03\x04"), says: "is damaged" },
  { what: "changed", harm: (path: string) => writeFile(path, padded(SIZE)), says: "is damaged" },
  {
    what: "replaced by a folder",
    harm: (path: string) => rm(path).then(() => mkdir(path)),
    says: "is damaged",
  },
])(
  "a local copy that was $what shows in a refresh, and the next run fetches it",
  async ({ what, harm, says }) => {
    const { cloud, inputs } = await simulated();
    await using _ = cloud;
    const { id, outs } = await create(inputs, cloud.account);
    await harm(inputs.downloadTo);
    expect(difference(outs)).toMatchObject({ changes: false });

    const { account, lines } = cloud.run();
    const state = finishedIn(await read(outs, account));
    const { archive, ...rest } = outs;
    expect(state).toEqual(rest);
    expect(lines).toEqual([
      expect.stringMatching(`^warning: .*${says}; the next .pulumi up. downloads it again$`),
    ]);
    expect(difference(state)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });

    if (what === "replaced by a folder") return;
    const before = asked(cloud);
    expect(await update(id, state, inputs, account)).toEqual(outs);
    expect(cloud.requests().slice(before)).toMatchObject([{ call: "download" }]);
    expect(await onDisk(inputs.downloadTo)).toEqual(archive);
  },
);

test("a refresh of an intact copy shows nothing", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { outs } = await create(inputs, cloud.account);
  const { account, lines } = cloud.run();
  expect(await read(outs, account)).toEqual(outs);
  expect(lines).toEqual([]);
});

test.each(["read", "update"] as const)("an expired snapshot is not fetched: %s", async (by) => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { id, outs } = await create(inputs, cloud.account);
  await rm(inputs.downloadTo);
  cloud.advance(31 * 24 * 3_600);
  const { archive, ...lost } = outs;
  const { account, lines } = cloud.run();
  await account.client.list({ kind: "database", id: inputs.databaseId }); // tells the server's time
  const downloads = ranges(cloud).length;
  const state =
    by === "read" ? finishedIn(await read(outs, account)) : await update(id, lost, inputs, account);
  expect(state).toEqual({ ...lost, status: "expired" });
  expect(lines).toEqual([expect.stringMatching(/^warning: .*cannot be downloaded any more/)]);
  expect(difference(state)).toMatchObject({ changes: false });
  expect(ranges(cloud)).toHaveLength(downloads);
});

test("another place is an update; a copy that was moved there is taken as it is", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { id, outs } = await create(inputs, cloud.account);
  const elsewhere = { ...inputs, downloadTo: join(folder, "there", "other.zip") };
  expect(diffSnapshot(outs, elsewhere)).toEqual({ changes: true, replaces: [], deleteBeforeReplace: false });

  await mkdir(join(folder, "there"));
  await rename(inputs.downloadTo, elsewhere.downloadTo);
  const moved = await update(id, outs, elsewhere, cloud.run().account);
  expect(moved.archive).toEqual(await onDisk(elsewhere.downloadTo));
  expect(ranges(cloud)).toHaveLength(1);

  const back = await update(id, moved, inputs, cloud.run().account);
  expect(back.archive).toEqual(await onDisk(inputs.downloadTo));
  expect(await onDisk(elsewhere.downloadTo)).toEqual(moved.archive);
  expect(ranges(cloud)).toHaveLength(2);
  expect(accepted(cloud)).toHaveLength(1);
});

test("no place any more: the output goes, the copy stays", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { id, outs } = await create(inputs, cloud.account);
  const { databaseId } = inputs;
  expect(diffSnapshot(outs, { databaseId })).toMatchObject({ changes: true, replaces: [] });
  const { account, lines } = cloud.run();
  const before = asked(cloud);
  const state = await update(id, outs, { databaseId }, account);
  expect(state).not.toHaveProperty("archive");
  expect(state).not.toHaveProperty("downloadTo");
  expect(difference(state)).toMatchObject({ changes: false });
  expect(await onDisk(inputs.downloadTo)).toEqual(outs.archive);
  expect([asked(cloud) - before, lines]).toEqual([0, []]);
});

test("an update of something else leaves the copy alone", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { id, outs } = await create(inputs, cloud.account);
  await rm(inputs.downloadTo);
  const state = await update(id, outs, { ...inputs, onExpiry: "replace" }, cloud.run().account);
  expect(state).toEqual({ ...outs, onExpiry: "replace" });
});

test("a state from before local copies reads as before, and gets its copy by an update", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { id, outs } = await create({ databaseId: inputs.databaseId }, cloud.account);
  expect(outs).not.toHaveProperty("archive");
  const { account, lines } = cloud.run();
  expect(await read(outs, account)).toEqual(outs);
  expect(difference(outs)).toMatchObject({ changes: false });
  expect(lines).toEqual([]);
  expect((await update(id, outs, inputs, account)).archive).toEqual(await onDisk(inputs.downloadTo));
});

test("a new snapshot takes the file of the one that it replaces, in one step", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const first = await create(inputs, cloud.account);
  cloud.write(inputs.databaseId, "second");
  cloud.advance(200);
  cloud.next("download", "hang");
  const second = create({ ...inputs, triggers: [2] }, cloud.run().account);
  await happened(() => cloud.requests("download").length === 2, cloud.account);
  expect(await onDisk(inputs.downloadTo)).toEqual(first.outs.archive);
  expect((await second).outs.archive).toEqual(await onDisk(inputs.downloadTo));
  expect((await readFile(inputs.downloadTo)).toString("latin1")).toContain("second");
});

test("two snapshots of one run do not take one file from each other", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const { outs } = await create(inputs, cloud.account);
  const left = await leftBy(create({ ...inputs, databaseId: cloud.databaseId }, cloud.account));
  expect(left.message).toMatch(/another Snapshot of this stack downloads to the same file: PLACE_IN_USE/);
  expect(await onDisk(inputs.downloadTo)).toEqual(outs.archive);
  const elsewhere = { databaseId: cloud.databaseId, downloadTo: `${folder}/` };
  expect(await update(left.id, left.properties, elsewhere, cloud.run().account)).toHaveProperty("archive");
});

test("a download counts for no budget of the API's", async () => {
  const { cloud, inputs } = await simulated();
  await using _ = cloud;
  const run = cloud.run({ requestsPerMinute: 2 });
  cloud.next("download", { cutAfter: 100_000 }, { times: 5 });
  const before = cloud.now().getTime();
  await create(inputs, run.account);
  expect(ranges(cloud)).toHaveLength(6);
  expect(cloud.now().getTime() - before).toBeLessThan(60_000);
});
