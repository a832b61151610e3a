import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

/** A command of the Pulumi CLI that is running. */
export interface Command<T = Ended> {
  /** All that it has printed so far. */
  printed(): string;
  signal(name: "SIGINT" | "SIGKILL"): void;
  readonly ended: Promise<T>;
}

/** Longer than any command takes on a busy machine, in milliseconds. */
const PATIENCE = 90_000;

export interface Ended {
  /** Null where a signal ended it. */
  code: number | null;
  printed: string;
  stdout: string;
}

/** What `up`, `preview`, `refresh` or `destroy` did. */
export interface Run extends Ended {
  /** In the engine's order, such as `create backup`; without the stack, its providers and what stays the same. */
  steps: string[];
}

/** Settings of the user's own stacks and accounts, which must not reach a test's. */
const PERSONAL = /^(PULUMI|SQUARECLOUD)_/i;

export function pulumi(args: string[], cwd: string, settings: NodeJS.ProcessEnv): Command {
  const inherited = Object.entries(process.env).filter(([name]) => !PERSONAL.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Shows `--event-log`, with which the Automation API works too.
    PULUMI_DEBUG_COMMANDS: "true",
    ...settings,
  };
  // Detached: a Ctrl-C in the terminal of the tests is not the one that a test sends.
  const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
    printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    printed += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    const giveUp = () => {
      child.kill("SIGKILL");
      reject(new Error(`pulumi ${args[0]} does not end:\n${printed}`));
    };
    const timer = setTimeout(giveUp, PATIENCE);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, printed, stdout }));
    child.on("close", () => clearTimeout(timer));
  });
  return { printed: () => printed, signal: (name) => void child.kill(name), ended };
}

/** The steps in an event log. */
export async function stepsIn(eventLog: string): Promise<string[]> {
  const lines = (await readFile(eventLog, "utf8")).trim().split("\n");
  return lines.flatMap((line) => stepOf(JSON.parse(line)) ?? []);
}

interface EngineEvent {
  resourcePreEvent?: { metadata: { op: string; urn: string } };
}

function stepOf({ resourcePreEvent }: EngineEvent): string | undefined {
  if (!resourcePreEvent) return undefined;
  const { op, urn } = resourcePreEvent.metadata;
  const [type = "", name] = urn.split("::").slice(-2);
  const isOurs = !type.startsWith("pulumi:");
  return isOurs && op !== "same" ? `${op} ${name}` : undefined;
}
