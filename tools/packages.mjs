import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { because, Failure } from "./failure.mjs";
import { npm } from "./npm.mjs";
import { root } from "./root.mjs";

const LOCK = "package-lock.json";
const INSTALLED = join("node_modules", ".package-lock.json");
const SOURCES = [
  "sdk",
  "provider",
  "simulator",
  "cli",
  "package.json",
  "tsconfig.json",
  "tsconfig.build.json",
];
const BUILT = join("dist", "sdk", "index.js");

/** Installs what package-lock.json names, unless it stands in node_modules. */
export async function installPackages() {
  if (installed()) return;
  console.error("Installing packages (npm ci)…");
  try {
    await npm(["ci", "--include=dev"], root);
  } catch (error) {
    throw new Failure(
      `The packages could not be installed. Is the npm registry within reach?\n${because(error)}`,
    );
  }
}

/** Compiles the sources into dist, unless dist is newer than all of them. */
export async function buildPackage() {
  if (built()) return;
  console.error("Building the package (npm run build)…");
  await npm(["run", "build", "--", "--noEmitOnError"], root);
}

/** npm keeps in node_modules what it has installed; optional packages of other platforms are not in it. */
function installed() {
  if (!existsSync(join(root, INSTALLED))) return false;
  const present = entries(INSTALLED);
  return Object.entries(entries(LOCK)).every(
    ([path, { version, optional }]) => path === "" || optional || present[path]?.version === version,
  );
}

/**
 * @param {string} lock
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
const entries = (lock) => JSON.parse(readFileSync(join(root, lock), "utf8")).packages;

function built() {
  const output = join(root, BUILT);
  return existsSync(output) && statSync(output).mtimeMs > newest(SOURCES.map((source) => join(root, source)));
}

/**
 * When the newest of these changed; of a folder, with all that is in it (its own time tells of deletions).
 *
 * @param {string[]} paths
 * @returns {number}
 */
function newest(paths) {
  return Math.max(
    ...paths
      .filter((path) => existsSync(path))
      .map((path) => {
        const stats = statSync(path);
        const inside = stats.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : 0;
        return Math.max(stats.mtimeMs, inside);
      }),
  );
}
