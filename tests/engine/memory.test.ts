import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { startSimulator } from "../../simulator";
import { providersOf } from "./processes";
import { createStack, type Stack, type Verb } from "./stack";

jest.setTimeout(180_000);

const CHECKOUT = join(__dirname, "..", "..");
const GIB = 2 ** 30;
const LIMIT = 150e6;

const simulator = `
const { startSimulator } = require("./simulator");
startSimulator({ keepsRunning: true }).then(({ url, apiKey, addDatabase }) => {
  console.log(JSON.stringify({ url, apiKey, databaseId: addDatabase({ archiveBytes: ${GIB}, captureSeconds: 0 }) }));
});
`;

/** One \`up\`, and a refresh, of the provider. */
const provider = `
const { openAccount } = require("./provider/account");
const { createSnapshot } = require("./provider/snapshot/create");
const { readSnapshot } = require("./provider/snapshot/read");
const { url, apiKey, databaseId } = JSON.parse(process.argv[2]);
const configuration = { baseUrl: new URL(url), apiKey, requestsPerMinute: 30, clockRate: 1 };
const account = openAccount(configuration, () => undefined);
createSnapshot({ databaseId, downloadTo: process.argv[3] }, account).then(async ({ outs }) => {
  const { archive } = await readSnapshot(outs, account);
  console.log(JSON.stringify({ archive, peak: process.resourceUsage().maxRSS * 1024 }));
});
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-squarecloud-memory-"));
  const tsc = join(CHECKOUT, "node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", folder], { cwd: CHECKOUT });
  await symlink(join(CHECKOUT, "node_modules"), join(folder, "node_modules"), "junction");
  await writeFile(join(folder, "simulate.js"), simulator);
  await writeFile(join(folder, "provide.js"), provider);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("alone in Node, an archive of 1 GiB needs less than 150 MB of memory, to download and to check", async () => {
  const cloud = spawn(process.execPath, ["simulate.js"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [facts] = await once(createInterface({ input: cloud.stdout }), "line");
    const path = join(folder, "copy.zip");
    const { stdout } = await promisify(execFile)(process.execPath, ["provide.js", facts, path], {
      cwd: folder,
    });
    const { archive, peak } = JSON.parse(stdout);
    expect(archive).toMatchObject({ path, size: GIB });
    expect((await stat(path)).size).toBe(GIB);
    expect(peak).toBeLessThan(LIMIT);
  } finally {
    cloud.kill();
  }
});

/** Only Linux tells how much memory another process has had. */
const testPeaks = process.platform === "linux" ? test : test.skip;

/** Slower than in the other tests: the time-outs must leave a busy machine enough. */
const RATE = 6;

testPeaks.each([{ archives: 1 }, { archives: 4 }])(
  "with all that Pulumi needs, the provider stays below 150 MB for 1 GiB in $archives, to download and to check",
  async ({ archives }) => {
    await using cloud = await startSimulator({ rate: RATE });
    const size = GIB / archives;
    const add = () => cloud.addDatabase({ archiveBytes: size, captureSeconds: 0 });
    await using stack = await createStack(cloud, programFor(Array.from({ length: archives }, add)), {
      // A cache of compiled code, which few users have, takes 10 MB of its own.
      environment: { SQUARECLOUD_CLOCK_RATE: String(RATE), NODE_COMPILE_CACHE: undefined },
    });
    expect(await peakDuring("up", stack)).toBeLessThan(LIMIT);
    expect(cloud.requests("download")).toHaveLength(archives);
    expect(await peakDuring("refresh", stack)).toBeLessThan(LIMIT);
    expect((await stack.state()).backup0?.outputs.archive).toMatchObject({ size });
  },
);

const programFor = (ids: string[]) =>
  ids
    .map(
      (id, at) => `new squarecloud.Snapshot("backup${at}", { databaseId: "${id}", downloadTo: "backups/" });`,
    )
    .join("\n");

/** The most memory, in bytes, that the provider has had at any time of a command, its start included. */
async function peakDuring(verb: Verb, stack: Stack): Promise<number> {
  let peak = 0;
  let isOver = false;
  const over = stack.run(verb).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const peaks = (await providersOf(stack.folder)).map(peakOf);
    peak = Math.max(peak, ...(await Promise.all(peaks)));
    await Promise.race([over, setTimeout(100)]);
  }
  await over;
  expect(peak).toBeGreaterThan(0);
  return peak;
}

/** 0 for one that has ended. */
async function peakOf(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
  const [, peak = 0] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(peak) * 1024;
}
