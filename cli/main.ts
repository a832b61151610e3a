#!/usr/bin/env node
import { once } from "node:events";
import { parseArgs } from "node:util";
import { startSimulator } from "../simulator";

const usage = `Usage: pulumi-squarecloud simulator [--port <port>] [--rate <rate>]

Runs a Square Cloud API on 127.0.0.1 until it is interrupted.
Prints one line of JSON: url, apiKey, databaseId, applicationId.

  --port <port>  default: a free one
  --rate <rate>  simulated seconds per real second, default 1
  --help         prints this
`;

class UsageError extends Error {}

const verbs = new Map([["simulator", simulator]]);

async function simulator(args: string[]): Promise<void> {
  const { port, rate } = simulatorOptions(args);
  await using cloud = await startSimulator({ port, rate, keepsRunning: true });
  const { url, apiKey, databaseId, applicationId } = cloud;
  process.stdout.write(`${JSON.stringify({ url, apiKey, databaseId, applicationId })}\n`);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
}

function simulatorOptions(args: string[]): { port: number; rate: number } {
  const { port, rate } = parsed(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError(`--port ${port}: not a port`);
  if (!/^\d+(\.\d+)?$/.test(rate) || Number(rate) === 0) throw new UsageError(`--rate ${rate}: not above 0`);
  return { port: Number(port), rate: Number(rate) };
}

function parsed(args: string[]): { port: string; rate: string } {
  const options = { port: { type: "string", default: "0" }, rate: { type: "string", default: "1" } } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Runs the command and returns its exit code: 2 when it was called wrongly. */
export async function main([verb = "", ...args]: string[]): Promise<number> {
  if (verb === "--help" || args.includes("--help")) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    const run = verbs.get(verb);
    if (run === undefined)
      throw new UsageError(verb === "" ? "a command is missing" : `${verb}: no such command`);
    await run(args);
    return 0;
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): number {
  const wrongly = error instanceof UsageError;
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\n${wrongly ? `\n${usage}` : ""}`,
  );
  return wrongly ? 2 : 1;
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
