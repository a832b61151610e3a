import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadSnapshot } from "../../sdk/download";
import { errorOf, leaksIn } from "./simulate";
import { type Answer, type Said, storageThatSays } from "./storage";

const ZIP = Buffer.concat([Buffer.from("PK\x03\x04"), randomBytes(200_000)]);
const OTHER = Buffer.concat([Buffer.from("PK\x03\x04"), randomBytes(200_000)]);
const CUT = 100_000;

let folder: string;
let path: string;
let lines: string[];
beforeEach(async () => {
  process.env.SQUARECLOUD_CLOCK_RATE = "600";
  folder = await mkdtemp(join(tmpdir(), "pulumi-squarecloud-link-"));
  path = join(folder, "copy.zip");
  lines = [];
});
afterEach(async () => {
  delete process.env.SQUARECLOUD_CLOCK_RATE;
  await rm(folder, { recursive: true });
  expect(leaksIn(lines, ["hidden"])).toEqual([]);
});

const download = (link: string) => downloadSnapshot(link, path, { log: (line) => lines.push(line) });
const archiveOf = (bytes: Buffer) => ({
  path,
  size: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

const whole = (body = ZIP, headers = {}): Said => ({
  status: 200,
  headers: { "content-length": body.length, ...headers },
  body,
});
const cut = (headers = {}, body = ZIP): Said => ({ ...whole(body, headers), cutAfter: CUT });
const rest = (from: number, headers = {}, body = ZIP): Said => ({
  status: 206,
  headers: { "content-range": `bytes ${from}-${body.length - 1}/${body.length}`, ...headers },
  body: body.subarray(from),
});
const chunked: Said = { status: 200, body: ZIP };

/** `asks` are the offsets of the requests; one after a cut is that of what has come, "cut". */
type Row = { what: string; says: Answer[]; asks: (number | "cut")[]; gets?: Buffer };

test.each<Row>([
  { what: "ignores the range: it starts over", says: [cut(), whole()], asks: [0, "cut"] },
  {
    what: "sends another archive whole: it starts over",
    says: [cut({ etag: '"1"' }), whole(OTHER, { etag: '"2"' })],
    asks: [0, "cut"],
    gets: OTHER,
  },
  {
    what: "sends the rest of another archive: it starts over",
    says: [cut({ etag: '"1"' }), (from) => rest(from, { etag: '"2"' }, OTHER), whole(OTHER, { etag: '"2"' })],
    asks: [0, "cut", 0],
    gets: OTHER,
  },
  {
    what: "sends the rest of a longer archive: it starts over",
    says: [cut(), (from) => rest(from, {}, Buffer.concat([ZIP, ZIP])), whole()],
    asks: [0, "cut", 0],
  },
  {
    what: "sends other bytes than asked for: it starts over",
    says: [cut(), rest(7), whole()],
    asks: [0, "cut", 0],
  },
  { what: "knows no length: all that comes is taken", says: [chunked], asks: [0] },
  {
    what: "knows no length and is cut: it starts over where it must",
    says: [{ ...chunked, cutAfter: CUT }, chunked],
    asks: [0, "cut"],
  },
  {
    what: "has nothing past what has come, and that is not all: it starts over",
    says: [cut(), { status: 416, headers: { "content-range": "bytes */7" } }, whole()],
    asks: [0, "cut", 0],
  },
  {
    what: "says 416 and no more: it starts over",
    says: [cut(), { status: 416 }, whole()],
    asks: [0, "cut", 0],
  },
])("a storage that $what", async ({ says, asks, gets = ZIP }) => {
  await using storage = await storageThatSays(says);
  expect(await download(storage.link)).toEqual(archiveOf(gets));
  expect((await readFile(path)).equals(gets)).toBe(true);
  expect(await readdir(folder)).toEqual(["copy.zip"]);
  expect(storage.asked.map(({ range }) => (range ? "cut" : 0))).toEqual(asks);
});

test("a part of the rest is taken, and the rest of it asked for", async () => {
  const half = (from: number, to: number): Said => ({
    status: 206,
    headers: { "content-range": `bytes ${from}-${to - 1}/${ZIP.length}`, "content-length": to - from },
    body: ZIP.subarray(from, to),
  });
  await using storage = await storageThatSays([half(0, 50_000), half(50_000, 120_000), rest(120_000)]);
  expect(await download(storage.link)).toEqual(archiveOf(ZIP));
  expect(storage.asked.map(({ range }) => range)).toEqual([undefined, "bytes=50000-", "bytes=120000-"]);
});

test.each([
  { etag: '"strong"', ifRange: '"strong"' },
  { etag: 'W/"weak"', ifRange: "" },
])("the rest is asked for on condition of the same archive: $etag", async ({ etag, ifRange }) => {
  await using storage = await storageThatSays([cut({ etag }), whole(ZIP, { etag })]);
  await download(storage.link);
  expect(storage.asked[1]).toMatchObject({ ifRange, range: expect.stringMatching(/^bytes=\d+-$/) });
});

test("a storage that ignores ranges and always cuts ends in an error", async () => {
  await using storage = await storageThatSays(Array(99).fill(cut()));
  const error = await errorOf(download(storage.link));
  expect(error.message).toMatch(/6 tries brought it no further/);
  expect(storage.asked.length).toBeLessThan(15);
});

test.each([
  {
    what: "a redirect",
    says: { status: 302, headers: { location: "http://127.0.0.1:1/x" } },
    code: "REDIRECT",
  },
  { what: "a page", says: whole(Buffer.from("<html></html>")), code: "NOT_A_ZIP" },
  { what: "the beginning of a page", says: { ...cut({}, Buffer.alloc(2 * CUT, "<")) }, code: "NOT_A_ZIP" },
  { what: "three bytes of a zip", says: whole(ZIP.subarray(0, 3)), code: "NOT_A_ZIP" },
  { what: "an expired link", says: { status: 403 }, code: "LINK_REFUSED" },
  {
    what: "a part of who knows what",
    says: { status: 206, headers: { "content-range": "bytes 0-9/*" }, body: ZIP.subarray(0, 10) },
    code: "HTTP_206",
  },
  { what: "a vanished archive", says: { status: 404 }, code: "VANISHED" },
])("$what: $code, and what was there stays", async ({ says, code }) => {
  await using storage = await storageThatSays([says]);
  await writeFile(path, "what was there");
  const error = await errorOf(download(storage.link));
  expect(error).toMatchObject({ code });
  expect(leaksIn([error.message, error.stack ?? "", JSON.stringify(error)], ["hidden"])).toEqual([]);
  expect(await readFile(path, "utf8")).toBe("what was there");
  expect(await readdir(folder)).toEqual(["copy.zip"]);
  expect(storage.asked).toHaveLength(1);
});

test.each([
  { link: "http://example.com/a.zip?Signature=hidden", code: "INSECURE_LINK" },
  { link: "ftp://127.0.0.1/a.zip?Signature=hidden", code: "INSECURE_LINK" },
  { link: "Signature=hidden", code: "NOT_A_LINK" },
])("$link is sent nowhere: $code", async ({ link, code }) => {
  const error = await errorOf(download(link));
  expect(error).toMatchObject({ code });
  expect(leaksIn([error.message, JSON.stringify(error)], ["hidden"])).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test("a link does not name a file in a folder", async () => {
  await mkdir(path);
  await using storage = await storageThatSays([]);
  expect(await errorOf(download(storage.link))).toMatchObject({ code: "EISDIR" });
  expect(storage.asked).toEqual([]);
});

test("in a folder the file is called after the target and the time of the snapshot", async () => {
  await using storage = await storageThatSays([whole()]);
  const options = { createdAt: "2026-11-22T13:05:03.000Z" };
  const archive = await downloadSnapshot(storage.link, join(folder, "copies/"), options);
  const copy = join(folder, "copies", `${"a".repeat(32)}-2026-11-22T130503Z.zip`);
  expect(archive).toEqual({ ...archiveOf(ZIP), path: copy });
  expect(await readFile(copy)).toEqual(ZIP);
});

test("what is being downloaded to a file is not disturbed by another download to it", async () => {
  await using storage = await storageThatSays([whole()]);
  const both = await Promise.allSettled([download(storage.link), download(storage.link)]);
  const [one, other] = both.sort((a, b) => a.status.localeCompare(b.status)); // whichever came first
  expect(one).toMatchObject({ status: "fulfilled", value: archiveOf(ZIP) });
  expect(other).toMatchObject({ status: "rejected", reason: { code: "PLACE_IN_USE" } });
});

test("a link without a version goes on within one call, and leaves nothing for another", async () => {
  await using storage = await storageThatSays([cut(), ...Array(9).fill({ status: 500 }), whole()]);
  const link = storage.link.replace("&versionId=v1", "");
  await errorOf(download(link));
  expect(storage.asked[1]?.range).toMatch(/^bytes=\d+-$/);
  expect(await readdir(folder)).toEqual([]);
});
