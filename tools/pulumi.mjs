import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { kept } from "./cache.mjs";
import { run } from "./command.mjs";
import { because, Failure } from "./failure.mjs";
import { buildFromSource, VERSION } from "./source.mjs";

const OLDEST = { major: 3, minor: 200 };
const SUFFIX = process.platform === "win32" ? ".exe" : "";
const COMPANIONS = [
  `pulumi-language-nodejs${SUFFIX}`,
  process.platform === "win32" ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs",
];

/**
 * The folder of a CLI that works: the one on PATH where it is new enough, else the one in the cache, which the
 * official installer puts there or, out of its reach, a build from source.
 *
 * @returns {Promise<string>}
 */
export async function pulumiFolder() {
  /** @type {string[]} */
  const tried = [];
  const onPath = await folderOnPath(tried);
  if (onPath !== undefined) return onPath;
  try {
    return binOf(
      await kept(`pulumi-${VERSION}`, { check: (folder) => check(binOf(folder)), make: getInto(tried) }),
    );
  } catch (error) {
    tried.push(because(error));
    throw new Failure(
      `There is no usable Pulumi CLI. Tried:\n${tried.map((line) => `- ${line}`).join("\n")}\n` +
        `Install Pulumi ${OLDEST.major}.${OLDEST.minor} or newer (https://www.pulumi.com/docs/install/), ` +
        "or Go (https://go.dev/dl/) to have it built, and run this again.",
    );
  }
}

/** @param {string} folder */
const binOf = (folder) => join(folder, "bin");

/**
 * @param {string[]} tried
 * @returns {Promise<string | undefined>}
 */
async function folderOnPath(tried) {
  const folder = foldersOnPath().find((entry) => existsSync(join(entry, `pulumi${SUFFIX}`)));
  if (folder === undefined) {
    tried.push("PATH: no pulumi on it");
    return undefined;
  }
  try {
    await check(folder);
    return folder;
  } catch (error) {
    const passed = `PATH: ${because(error)}`;
    console.error(passed);
    tried.push(passed);
    return undefined;
  }
}

const foldersOnPath = () =>
  (process.env.PATH ?? "").split(delimiter).flatMap((entry) => (entry === "" ? [] : [resolve(entry)]));

/**
 * @param {string} folder
 * @throws {Failure} where the CLI there does not run, is too old, or lacks what runs Node programs
 */
async function check(folder) {
  const pulumi = join(folder, `pulumi${SUFFIX}`);
  const version = (await run(pulumi, ["version"], { env: quiet() })).trim();
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  if (major !== OLDEST.major || minor < OLDEST.minor) {
    throw new Failure(`${pulumi} is ${version}; ${OLDEST.major}.${OLDEST.minor} or newer is needed`);
  }
  for (const companion of COMPANIONS) {
    if (![folder, ...foldersOnPath()].some((entry) => existsSync(join(entry, companion)))) {
      throw new Failure(`${pulumi} has no ${companion} beside it, nor on PATH`);
    }
  }
}

const quiet = () => ({ ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" });

/**
 * @param {string[]} tried
 * @returns {(draft: string) => Promise<void>}
 */
const getInto = (tried) => async (draft) => {
  try {
    await install(draft);
  } catch (error) {
    tried.push(`official installer: ${because(error)}`);
    console.error("The installer of the Pulumi CLI is out of reach; building it from source…");
    await rm(binOf(draft), { recursive: true, force: true });
    await buildFromSource(binOf(draft));
  }
};

/** @param {string} folder */
async function install(folder) {
  console.error(`Installing Pulumi ${VERSION}…`);
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const { SemVer } = createRequire(import.meta.resolve("@pulumi/pulumi"))("semver");
  await PulumiCommand.install({ root: folder, version: new SemVer(VERSION) });
}
