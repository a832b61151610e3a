import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { download, run } from "./command.mjs";
import { because, Failure } from "./failure.mjs";
import { root } from "./root.mjs";

export const VERSION = "3.230.0";
const MODULES = [
  { folder: "pulumi", version: VERSION, takes: "a few minutes" },
  { folder: "language-host", version: "3.68.0", takes: "about a minute" },
];

/** A shell stays the provider's parent, as with the official script: the engine ends both. */
const DYNAMIC_PROVIDER = `#!/bin/sh
node "$(node -p 'require.resolve("@pulumi/pulumi/cmd/dynamic-provider")')" "$@"
`;

/**
 * Builds the CLI from Go modules. Not on Windows.
 *
 * @param {string} bin
 */
export async function buildFromSource(bin) {
  if (process.platform === "win32") throw new Failure("Go: the build from source does not work on Windows");
  await requireGo();
  await mkdir(bin, { recursive: true });
  for (const module of MODULES) await compile(module, bin);
  await writeFile(join(bin, "pulumi-resource-pulumi-nodejs"), DYNAMIC_PROVIDER, { mode: 0o755 });
}

async function requireGo() {
  try {
    await run("go", ["version"]);
  } catch (error) {
    throw new Failure(`Go, to build the CLI from source: ${because(error)}`);
  }
}

/**
 * @param {{ folder: string, version: string, takes: string }} module
 * @param {string} bin
 */
async function compile({ folder, version, takes }, bin) {
  console.error(`Building ${folder} ${version} with Go (once, ${takes})…`);
  const stamp = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  const cwd = join(root, "tools", "cli", folder);
  const env = {
    ...process.env,
    CGO_ENABLED: "0",
    GOFLAGS: "-mod=readonly",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
  };
  await download(() => run("go", ["build", "-ldflags", stamp, "-o", `${bin}/`, "tool"], { cwd, env }));
}
