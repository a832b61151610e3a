import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

jest.setTimeout(180_000);

const CHECKOUT = join(__dirname, "..", "..");
const GIB = 2 ** 30;

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

test("an archive of 1 GiB needs less than 150 MB of memory, to download and to check", async () => {
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
    expect(peak).toBeLessThan(150e6);
  } finally {
    cloud.kill();
  }
});
