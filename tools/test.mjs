import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { show } from "./command.mjs";
import { environment } from "./environment.mjs";
import { Failure, report } from "./failure.mjs";
import { buildPackage } from "./packages.mjs";
import { root } from "./root.mjs";
import { toolchain } from "./toolchain.mjs";

const BIOME = "@biomejs/biome/bin/biome";
const TSC = "typescript/bin/tsc";
const JEST = "jest/bin/jest.js";

/** @typedef {{ name: string, title: string, program: string, args: string[] }} Step */
/** @typedef {{ passed: number, failed: number }} Count */
/** @typedef {Count & { step: Step, ok: boolean, seconds: number }} Result */

/** @type {Step[]} */
const STEPS = [
  { name: "lint", title: "Format and lint", program: BIOME, args: ["check", "."] },
  { name: "types", title: "Types", program: TSC, args: ["-p", "tsconfig.json", "--noEmit"] },
  { name: "build", title: "Build", program: TSC, args: ["-p", "tsconfig.build.json"] },
  {
    name: "unit",
    title: "Unit, contract and lifecycle tests",
    program: JEST,
    args: ["tests/unit", "tests/contract", "tests/lifecycle"],
  },
  {
    name: "faults",
    title: "Fault table, short form",
    program: JEST,
    args: ["--runInBand", "tests/faults"],
  },
  { name: "engine", title: "Engine tests", program: JEST, args: ["--runInBand", "tests/engine"] },
  { name: "package", title: "Package tests", program: JEST, args: ["--runInBand", "tests/package"] },
];

/** @param {string[]} names */
async function test(names) {
  const steps = chosen(names);
  const tools = await toolchain();
  if (!steps.some(({ name }) => name === "build")) await buildPackage();
  /** @type {Result[]} */
  const results = [];
  for (const step of steps) results.push(await take(step, tools));
  summarize(results);
}

/** @param {string[]} names */
function chosen(names) {
  const known = STEPS.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Failure(`No such step: ${unknown.join(", ")}. There are ${known.join(", ")}.`);
  return names.length === 0 ? STEPS : STEPS.filter(({ name }) => names.includes(name));
}

/**
 * @param {Step} step
 * @param {import("./toolchain.mjs").Toolchain} tools
 * @returns {Promise<Result>}
 */
async function take(step, tools) {
  console.log(`\n== ${step.title}`);
  const started = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), "pulumi-squarecloud-test-"));
  const results = join(scratch, "results.json");
  try {
    const args = [join(root, "node_modules", step.program), ...step.args];
    if (step.program === JEST) args.push("--json", "--outputFile", results);
    const ok = await show(join(tools.node, "node"), args, { cwd: root, env: environment(tools) });
    const seconds = (performance.now() - started) / 1000;
    const count = step.program === JEST ? await counted(results) : { passed: 0, failed: 0 };
    // A step that failed without a failed test (lint, or jest itself) is never summed up as "0 failed".
    return { step, ok, seconds, ...count, failed: ok ? count.failed : Math.max(count.failed, 1) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} file what jest writes, unless it could not start
 * @returns {Promise<Count>}
 */
async function counted(file) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      await readFile(file, "utf8"),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** @param {Result[]} results */
function summarize(results) {
  console.log("\n== Summary");
  for (const { step, ok, seconds } of results) {
    console.log(`${ok ? "passed" : "FAILED"}  ${step.title} (${seconds.toFixed(1)} s)`);
  }
  const sum = (/** @type {"passed" | "failed"} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  if (results.some(({ ok }) => !ok)) process.exitCode = 1;
}

test(process.argv.slice(2)).catch(report);
