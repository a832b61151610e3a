import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(__dirname, "../..");
const dist = mkdtempSync(join(tmpdir(), "pulumi-squarecloud-cli-"));
const main = join(dist, "cli/main.js");

beforeAll(() => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const flags =
    "--ignoreConfig --module nodenext --target es2022 --lib es2023,esnext.disposable --types node";
  const built = spawnSync(
    process.execPath,
    [
      ...[tsc, join(root, "cli/main.ts"), "--rootDir", root, "--outDir", dist, "--skipLibCheck", "--strict"],
      ...flags.split(" "),
    ],
    { cwd: root },
  );
  expect(built.stdout.toString()).toBe("");
});

afterAll(() => rmSync(dist, { recursive: true }));

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new TypeError("no output");
  const [line] = await once(createInterface(stdout), "line");
  return line;
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "the simulator prints one line and runs until %s",
  async (signal) => {
    const command = spawn(process.execPath, [main, "simulator", "--port", "0", "--rate", "60"], {
      stdio: "pipe",
    });
    const chunks: Buffer[] = [];
    command.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const { url, apiKey, databaseId, applicationId }: Record<string, string> = JSON.parse(
      await firstLine(command),
    );
    for (const path of [`databases/${databaseId}`, `apps/${applicationId}`]) {
      const answer = await fetch(`${url}/v2/${path}`, { headers: { authorization: apiKey ?? "" } });
      expect(answer.status).toBe(200);
    }
    command.kill(signal);
    expect(await once(command, "close")).toEqual([0, null]);
    expect(Buffer.concat(chunks).toString().trim().split("\n")).toHaveLength(1);
  },
);

test.each([
  ["", "a command is missing"],
  ["simulate", "simulate: no such command"],
  ["toString", "toString: no such command"],
  ["simulator --port 65536", "--port 65536: not a port"],
  ["simulator --port x", "--port x: not a port"],
  ["simulator --rate 0", "--rate 0: not above 0"],
  ["simulator --rate fast", "--rate fast: not above 0"],
  ["simulator --speed 2", "Unknown option '--speed'"],
  ["simulator 4010", "Unexpected argument '4010'"],
])("'%s' is a mistake: exit code 2, %s", (args, complaint) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args.split(" ").filter(Boolean)]);
  expect([status, stdout.toString()]).toEqual([2, ""]);
  expect(stderr.toString()).toContain(complaint);
  expect(stderr.toString()).toContain("Usage: pulumi-squarecloud");
});

test.each(["--help", "simulator --help"])("'%s' prints the usage", (args) => {
  const { status, stdout } = spawnSync(process.execPath, [main, ...args.split(" ")]);
  expect([status, stdout.toString()]).toEqual([0, expect.stringContaining("--rate <rate>")]);
});

test("a program that forgets to close the simulator still ends", () => {
  const start = `require(${JSON.stringify(join(dist, "simulator/index.js"))}).startSimulator()`;
  const program = `${start}.then(async (cloud) => {
    cloud.setCapture(cloud.databaseId, 28 * 24 * 3_600);
    cloud.next("create", "HTML 504 while handling");
    const headers = { authorization: cloud.apiKey };
    await fetch(cloud.url + "/v2/databases/" + cloud.databaseId + "/snapshots", { method: "POST", headers });
  });`;
  const { status, stderr } = spawnSync(process.execPath, ["-e", program], { timeout: 30_000 });
  expect([status, stderr.toString()]).toEqual([0, ""]);
});
