import type { Account } from "../account";
import type { WriteAnswer } from "../api/client";
import { ApiError } from "../api/errors";
import { describe, type Target } from "../api/target";
import type { Deadline } from "../deadline";
import { spell } from "../log";
import type { Pass } from "../pacer";
import { serverNow } from "../serverNow";
import type { RestoreInputs } from "./state";

/** How a restore that was asked for went: times are ISO 8601, by the server's clock. */
export type Dispatched = { is: "dispatched"; at: string } | { is: "unknown"; at: string; why: string };

/** Sends the one POST. A KEEP_CALM that this process's own restores explain is waited out, once; any other means that
 * somebody else has just restored the target or another of the account's, and nothing is sent again. */
export async function dispatch(
  target: Target,
  point: RestoreInputs,
  deadline: Deadline,
  account: Account,
): Promise<Dispatched> {
  const { clock, log, pacer } = account;
  for (let attempt = 1; ; attempt++) {
    const wait = pacer.readyAt("restore", target) - clock.now();
    if (wait > 0) log.info(`${describe(target)}: waiting ${spell(wait)} before a restore may be asked for`);
    const pass = await log.narrate(
      pacer.write("restore", target, deadline.signal),
      (waited) => `${describe(target)}: still waiting before a restore may be asked for (${waited})`,
    );
    const answer = await post(target, point, pass, account);
    const at = new Date(serverNow(account)).toISOString();
    switch (answer.is) {
      case "done":
        return { is: "dispatched", at };
      case "processing":
        return {
          is: "unknown",
          at,
          why: `${describe(target)}: SNAPSHOT_PROCESSING, as no restore is known to answer.`,
        };
      case "uncertain":
        return { is: "unknown", at, why: answer.error.message };
      case "cooldown":
        pass.refused();
        if (!pass.isSoon || attempt > 1) throw new Error(keptCalm(target));
        log.info(`${describe(target)}: KEEP_CALM after this run's own restores; asking once more`);
        break;
      default:
        return answer satisfies never;
    }
  }
}

async function post(
  target: Target,
  { snapshotId, versionId }: RestoreInputs,
  pass: Pass,
  { client, log }: Account,
): Promise<WriteAnswer> {
  log.info(`${describe(target)}: restoring ${snapshotId}, version ${versionId}`);
  try {
    return await log.narrate(
      client.restore(target, { snapshotId, versionId }, pass.sent),
      (waited) => `${describe(target)}: waiting for the answer to the restore (${waited})`,
    );
  } catch (error) {
    // Anything else was refused before it was begun, so it explains no KEEP_CALM to the next.
    const isBegun = error instanceof ApiError && error.code === "SNAPSHOT_RESTORE_FAILED";
    if (!isBegun) pass.refused();
    throw error;
  }
}

const keptCalm = (target: Target) =>
  `${describe(target)}: KEEP_CALM, and not for a restore of this run: within the last 2 minutes an earlier run, or somebody ` +
  "else, has restored this target, or another of the account's. Nothing was restored here. Look at the target, then run " +
  "`pulumi up` again.";
