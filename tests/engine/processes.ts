import { readdir, readFile } from "node:fs/promises";
import { eventually } from "./eventually";

/** The ids of the processes that work for the stack in this folder: its commands, and all that these have started. Only
 * Linux tells; elsewhere there seem to be none. */
export async function processesOf(folder: string): Promise<number[]> {
  if (process.platform !== "linux") return [];
  const ids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const theirs = ids.map(async (id) => ((await environmentOf(id)).includes(folder) ? [Number(id)] : []));
  return (await Promise.all(theirs)).flat();
}

/** Those of them that run dynamic providers. */
export async function providersOf(folder: string): Promise<number[]> {
  const ids = await processesOf(folder);
  const commands = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")),
  );
  return ids.filter((_, index) => commands[index]?.includes("dynamic-provider"));
}

/** Empty for one that has ended, and for other users'. */
const environmentOf = (id: string) => readFile(`/proc/${id}/environ`, "utf8").catch(() => "");

/** Ends what still works for the stack in this folder, and waits until it is gone. */
export async function endProcessesOf(folder: string): Promise<void> {
  for (const id of await processesOf(folder)) end(id);
  await eventually(async () => (await processesOf(folder)).length === 0);
}

function end(id: number) {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
