import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const CHECKOUT = join(__dirname, "..", "..");

let tarball: Promise<Buffer> | undefined;

/** Puts the package into `folder` as npm would, from what is built. A link to the checkout would not do: it resolves
 * other modules, and Pulumi serializes it by value. */
export async function unpackInto(folder: string): Promise<void> {
  tarball ??= pack();
  await mkdir(folder, { recursive: true });
  execFileSync("tar", ["-xzf", "-", "--strip-components=1", "-C", folder], { input: await tarball });
}

async function pack(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-squarecloud-pack-"));
  try {
    await promisify(execFile)("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
      cwd: CHECKOUT,
      shell: process.platform === "win32",
    });
    const [name = ""] = await readdir(folder);
    return await readFile(join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}
