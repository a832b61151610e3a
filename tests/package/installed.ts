import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const CHECKOUT = join(__dirname, "..", "..");

/** The package as a user has it: packed afresh, and installed in a folder outside the checkout. */
export interface Installed {
  folder: string;
  tarball: string;
  [Symbol.asyncDispose](): Promise<void>;
}

const run = promisify(execFile);
const npm = (args: string[], cwd: string) =>
  run("npm", ["--no-audit", "--no-fund", "--loglevel=error", ...args], {
    cwd,
    shell: process.platform === "win32",
  });

/** What stands beside the package in a user's project. */
const NEIGHBOURS = ["@pulumi/pulumi@3.248.0", "typescript@6.0.3", "@types/node@20"];

export async function installPackage(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-squarecloud-package-"));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    await npm(["pack", "--pack-destination", folder], CHECKOUT);
    const tarball = join(folder, (await readdir(folder))[0] ?? "");
    await writeFile(join(folder, "package.json"), '{ "private": true }\n');
    await npm(["install", tarball, ...NEIGHBOURS], folder);
    return { folder, tarball, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

export interface Finished {
  code: number | string | undefined;
  printed: string;
}

/** Runs a script on this Node to its end. */
export async function runScript(script: string, args: string[], cwd: string): Promise<Finished> {
  try {
    const { stdout, stderr } = await run(process.execPath, [script, ...args], { cwd });
    return { code: 0, printed: stdout + stderr };
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "code" in error)) throw error;
    return { code: String(error.code), printed: `${error.stdout}${error.message}` };
  }
}
