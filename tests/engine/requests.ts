import type { LogEntry, Simulator } from "../../simulator";

/** The requests that reach the simulator while something is done. */
export async function requestsDuring(
  cloud: Simulator,
  work: () => Promise<unknown>,
): Promise<readonly LogEntry[]> {
  const before = cloud.requests().length;
  await work();
  return cloud.requests().slice(before);
}

/** Snapshots that were asked for and started: two short ones may meet a cooldown, and are asked for again. */
export const started = (requests: readonly LogEntry[]) =>
  requests.filter(({ call, code }) => call === "create" && code !== "KEEP_CALM");
