import { basename } from "node:path";
import { download, run } from "./command.mjs";

/**
 * Runs npm: the one that runs us, else the one on PATH. Speaks up also under `npm run --silent`.
 *
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} its stdout
 */
export function npm(args, cwd) {
  const loud = ["--loglevel=error", "--no-audit", "--no-fund", ...args];
  const cli = process.env.npm_execpath;
  if (cli !== undefined && basename(cli) === "npm-cli.js") {
    return download(() => run(process.execPath, [cli, ...loud], { cwd }));
  }
  return download(() => run("npm", loud, { cwd, shell: process.platform === "win32" }));
}
