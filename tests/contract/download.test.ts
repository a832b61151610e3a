import { type Simulator, startSimulator, type TargetOptions } from "../../simulator";
import { create, list } from "./ask";

/** A database with one snapshot, and the link to it. */
async function archived(cloud: Simulator, options: TargetOptions = {}) {
  const id = cloud.addDatabase({ data: "what it holds", ...options });
  cloud.addSnapshot(id);
  const [item] = await list(cloud, id);
  return { id, url: item?.url ?? "", size: item?.size ?? 0 };
}

async function get(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

test("an archive is a zip that holds the data", async () => {
  await using cloud = await startSimulator();
  const { url, size } = await archived(cloud);
  const { status, headers, bytes } = await get(url);
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-length": `${size}`,
    "accept-ranges": "bytes",
  });
  expect(bytes.subarray(0, 4).toString("latin1")).toBe("PK\x03\x04");
  const end = bytes.indexOf("PK\x05\x06", 0, "latin1");
  const directory = bytes.readUInt32LE(end + 16);
  expect(bytes.subarray(directory, directory + 4).toString("latin1")).toBe("PK\x01\x02");
  expect(bytes.subarray(34, 34 + bytes.readUInt32LE(18)).toString()).toBe("what it holds");
});

test.each([
  ["bytes=0-9", 0, 10],
  ["bytes=100000-199999", 100_000, 200_000],
  ["bytes=299990-", 299_990, 300_000],
  ["bytes=-10", 299_990, 300_000],
  ["bytes=299990-999999", 299_990, 300_000],
])("%s is 206 with just that", async (range, start, end) => {
  await using cloud = await startSimulator();
  const { url, size } = await archived(cloud, { archiveBytes: 300_000 });
  const whole = await get(url);
  expect([size, whole.bytes.length]).toEqual([300_000, 300_000]);
  const part = await get(url, { range, "if-match": whole.headers.get("etag") ?? "" });
  expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes ${start}-${end - 1}/300000`]);
  expect(part.bytes.equals(whole.bytes.subarray(start, end))).toBe(true);
  expect(cloud.requests("download").map((entry) => entry.range)).toEqual([undefined, range]);
});

test("no part of an archive's padding looks like another at a round distance", async () => {
  await using cloud = await startSimulator();
  const { url } = await archived(cloud, { archiveBytes: 300_000 });
  const { bytes } = await get(url);
  const at = (offset: number) => bytes.subarray(offset, offset + 100);
  for (const distance of [4_096, 65_536, 100_000, 131_072])
    expect(at(1_000 + distance)).not.toEqual(at(1_000));
});

test.each([
  ["past the end", { range: "bytes=9999999-" }, 416],
  ["of another unit", { range: "lines=1-2" }, 200],
  ["of several parts", { range: "bytes=0-1,3-4" }, 200],
  ["if it is still another archive", { range: "bytes=0-1", "if-range": '"other"' }, 200],
  ["of another archive", { range: "bytes=0-1", "if-match": '"other"' }, 412],
])("a range %s: %o is %i", async (_name, headers, status) => {
  await using cloud = await startSimulator();
  const { url } = await archived(cloud);
  expect((await get(url, headers)).status).toBe(status);
});

test("an archive of 1 GiB is sent without being held in memory", async () => {
  await using cloud = await startSimulator();
  const { url, size } = await archived(cloud, { archiveBytes: 2 ** 30 });
  const before = process.memoryUsage().rss;
  const tail = await get(url, { range: "bytes=-22" });
  expect(tail.bytes.subarray(0, 4).toString("latin1")).toBe("PK\x05\x06");
  const answer = await fetch(url);
  let received = 0;
  for await (const chunk of answer.body ?? []) received += chunk.length;
  expect([received, size]).toEqual([2 ** 30, 2 ** 30]);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 29);
});

test.each([
  ["without a signature", (url: string) => url.replace(/\?.*/, "")],
  ["with another signature", (url: string) => url.replace(/Signature=../, "Signature=zz")],
  ["that expires later", (url: string) => url.replace("Expires=1", "Expires=2")],
  ["to another version", (url: string) => url.replace(/versionId=./, "versionId=_")],
  ["to the newest version", (url: string) => url.replace(/&versionId=.*/, "")],
  ["of another account", (url: string) => url.replace(/databases\/\d/, "databases/9")],
  ["of another target", (url: string) => url.replace(/[0-9a-f]{32}/, "f".repeat(32))],
])("a link %s is 403", async (_name, tamper) => {
  await using cloud = await startSimulator();
  const { url } = await archived(cloud);
  const tampered = tamper(url);
  expect(tampered).not.toBe(url);
  expect((await get(tampered)).status).toBe(403);
});

test("a link is valid for 30 days, and the archive vanishes 30 days after it was taken", async () => {
  await using cloud = await startSimulator();
  const { id, url } = await archived(cloud);
  cloud.advance(29 * 24 * 3_600);
  expect((await get(url)).status).toBe(200);
  const [item] = await list(cloud, id);
  cloud.advance(24 * 3_600);
  expect((await get(url)).status).toBe(403);
  expect((await get(item?.url ?? "")).status).toBe(404);
});

test.each(["HEAD", "PUT", "DELETE"])("a link is signed for GET alone: %s is 403", async (method) => {
  await using cloud = await startSimulator();
  const { url } = await archived(cloud);
  expect((await fetch(url, { method })).status).toBe(403);
});

test("the link of a create leads to whichever version is the newest", async () => {
  await using cloud = await startSimulator();
  cloud.setCapture(cloud.databaseId, 0);
  cloud.write(cloud.databaseId, "first");
  const { body } = await create(cloud);
  expect(body.response.url).not.toContain("versionId");
  expect(body.response.url).toContain(body.response.key);
  expect((await get(body.response.url)).bytes.toString()).toContain("first");
  cloud.addSnapshot(cloud.databaseId, { data: "second" });
  expect((await get(body.response.url)).bytes.toString()).toContain("second");
});

test("a download that carries a key is recorded as such, and no link is ever in the log", async () => {
  await using cloud = await startSimulator();
  const { url } = await archived(cloud);
  await get(url);
  await get(url, { authorization: cloud.apiKey });
  expect(cloud.requests("download").map(({ carriedKey }) => carriedKey)).toEqual([false, true]);
  const log = JSON.stringify(cloud.requests());
  expect(log).not.toContain("Signature");
  expect(log).not.toContain(cloud.apiKey);
});
