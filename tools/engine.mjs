import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { excerpt } from "./command.mjs";
import { endWithDescendants } from "./descendants.mjs";
import { Failure } from "./failure.mjs";

/** An interrupted engine first waits for what it is creating. */
const GRACE_MS = 15_000;

/**
 * @typedef {object} Surroundings
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal Interrupts the engine, and ends it with its plugins where it does not stop in time.
 */

/**
 * Runs one command of the Pulumi CLI in a session of its own: a Ctrl-C reaches it through `signal` alone, once.
 *
 * @param {string[]} args
 * @param {Surroundings} surroundings
 * @param {{ input?: string, onLine?: (line: string) => void }} [streams]
 * @returns {Promise<string>} its stdout
 * @throws {Failure} with an excerpt of what it printed
 */
export function pulumi(args, { cwd, env, signal }, { input = "", onLine } = {}) {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const flags = ["--non-interactive", "--color", "never"];
    const detached = process.platform !== "win32";
    const child = spawn("pulumi", [...args, ...flags], { cwd, env, detached, stdio: "pipe" });
    child.stdin.end(input);

    /** @type {string[]} */
    const stdout = [];
    /** @type {string[]} */
    const printed = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      stdout.push(line);
      printed.push(line);
      onLine?.(line);
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
      printed.push(line);
      onLine?.(line);
    });

    /** @type {NodeJS.Timeout | undefined} */
    let grace;
    const interrupt = () => {
      child.kill("SIGINT");
      grace = setTimeout(() => child.pid !== undefined && endWithDescendants(child.pid), GRACE_MS);
    };
    signal.addEventListener("abort", interrupt, { once: true });

    child.on("error", (error) => reject(new Failure(`pulumi: ${error.message}`)));
    child.on("close", (code, killedBy) => {
      clearTimeout(grace);
      signal.removeEventListener("abort", interrupt);
      const command = `pulumi ${args.join(" ")}`;
      if (signal.aborted) reject(signal.reason);
      else if (code === 0) resolve(stdout.join("\n"));
      else reject(new Failure(`${command} ended with ${code ?? killedBy}:\n${excerpt(printed.join("\n"))}`));
    });
  });
}
