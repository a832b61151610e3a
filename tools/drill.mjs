import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { environment } from "./environment.mjs";
import { Failure, report } from "./failure.mjs";
import { interruption } from "./interruption.mjs";
import { buildPackage } from "./packages.mjs";
import { root } from "./root.mjs";
import { createStack } from "./stack.mjs";
import { RATE } from "./story.mjs";
import { toolchain } from "./toolchain.mjs";

const program = join(root, "examples", "restore-drill");

/** Runs the restore drill against its own platform. */
async function drill() {
  const tools = await toolchain();
  await buildPackage();
  const signal = interruption();
  // Detached: a Ctrl-C in this terminal is for the engine, which still needs it. It ends with its input.
  const platform = spawn(process.execPath, [join(program, "platform.mjs")], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const settings = await firstLine(platform.stdout);
    console.log(`A simulated Square Cloud listens on ${settings.url}; its two databases are PostgreSQLs.\n`);
    const stack = await createStack({
      program,
      state: join(root, ".state", "drill"),
      environment: { ...environment(tools), SQUARECLOUD_CLOCK_RATE: String(RATE) },
      signal,
      onLine: (line) => console.log(`    ${line}`),
    });
    await stack.configure("squarecloud:baseUrl", settings.url);
    await stack.configureSecret("squarecloud:apiKey", settings.apiKey);
    await stack.configure("productionId", settings.productionId);
    await stack.configure("drillId", settings.drillId);
    await stack.configureSecret("drillUrl", settings.drillUrl);
    await stack.up();
    const { rows } = await stack.outputs();
    console.log(`\nBefore the migration: ${inWords(rows.before)}`);
    console.log(`After it:             ${inWords(rows.after)}`);
    console.log(`After the rollback:   ${inWords(rows.end)}`);
  } finally {
    platform.stdin.end();
  }
}

/**
 * @param {import("node:stream").Readable} output
 * @returns {Promise<Record<"url" | "apiKey" | "productionId" | "drillId" | "drillUrl", string>>}
 */
async function firstLine(output) {
  for await (const line of createInterface({ input: output })) return JSON.parse(line);
  throw new Failure("The platform did not start.");
}

/** @param {{ table: string, rows: number }[]} tables */
const inWords = (tables) => tables.map(({ table, rows }) => `${rows} ${table}`).join(", ");

drill().catch(report);
