import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends a process and all that it started. The engine's plugins are in process groups of their own, so that a signal to
 * the engine's group does not reach them.
 *
 * @param {number} pid
 */
export function endWithDescendants(pid) {
  if (process.platform === "win32") {
    execFileSync("taskkill", ["/PID", String(pid), "/T", "/F"], { stdio: "ignore" });
    return;
  }
  for (const each of [pid, ...descendants(pid, parents())]) end(each);
}

/** @param {number} pid */
function end(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error; // it has ended by itself
  }
}

/**
 * @param {number} pid
 * @param {[child: number, parent: number][]} all
 * @returns {number[]}
 */
function descendants(pid, all) {
  const children = all.flatMap(([child, parent]) => (parent === pid ? [child] : []));
  return children.flatMap((child) => [child, ...descendants(child, all)]);
}

/** @returns {[child: number, parent: number][]} */
const parents = () => (process.platform === "linux" ? parentsInProc() : parentsFromPs());

/** Small Linux images have no `ps`. @returns {[child: number, parent: number][]} */
function parentsInProc() {
  return readdirSync("/proc").flatMap((entry) => {
    const parent = /^\d+$/.test(entry) ? /^PPid:\s*(\d+)/m.exec(statusOf(entry))?.[1] : undefined;
    return parent === undefined ? [] : [[Number(entry), Number(parent)]];
  });
}

/** @param {string} pid */
function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return ""; // it has ended since the folder was listed
  }
}

/** @returns {[child: number, parent: number][]} */
function parentsFromPs() {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return child !== undefined && parent !== undefined ? [[child, parent]] : [];
  });
}
