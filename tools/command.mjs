import { spawn } from "node:child_process";
import { Failure } from "./failure.mjs";

const LINES_KEPT = 12;
const CUT_OFF =
  /ECONN|EAI_AGAIN|ENOTFOUND|ETIMEDOUT|ERR_SOCKET|network|timed? ?out|unexpected EOF|connection (reset|refused)/i;

/**
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [shell] What Windows needs to run a `.cmd`.
 */

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<string>} its stdout
 * @throws {Failure} with an excerpt of what it printed
 */
export function run(program, args, options = {}) {
  const command = [program, ...args].join(" ");
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      printed += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      printed += text;
    });
    child.on("error", (error) => reject(new Failure(`${command}: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(new Failure(`${command} ended with ${code ?? signal}:\n${excerpt(printed)}`));
    });
  });
}

/**
 * As `run`, for what downloads: a second attempt where the network seems to have cut off the first.
 *
 * @param {() => Promise<string>} attempt
 * @returns {Promise<string>}
 */
export async function download(attempt) {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof Failure && CUT_OFF.test(error.message))) throw error;
    console.error("The download was cut off; once more…");
    return attempt();
  }
}

/**
 * Runs a program on this terminal.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<boolean>} whether it succeeded
 */
export function show(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: "inherit" });
    child.on("error", (error) => reject(new Failure(`${program}: ${error.message}`)));
    child.on("close", (code) => resolve(code === 0));
  });
}

/**
 * How a text begins and ends: npm says first what is wrong, Go and Pulumi say it last.
 *
 * @param {string} text
 * @returns {string}
 */
export function excerpt(text) {
  const lines = text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [`  ${line.trimEnd()}`]));
  if (lines.length <= 2 * LINES_KEPT) return lines.join("\n");
  return [...lines.slice(0, LINES_KEPT), "  …", ...lines.slice(-LINES_KEPT)].join("\n");
}
