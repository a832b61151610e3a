import type { Account } from "../account";
import { describe } from "../api/target";
import { serverNow } from "../serverNow";
import { idOf, targetOf } from "../target";
import { restore } from "./restore";
import { type RestoreInputs, type RestoreState, stateOf } from "./state";

/** Overwrites a target's live data with a snapshot, once. */
export async function createRestore(
  inputs: RestoreInputs,
  account: Account,
): Promise<{ id: string; outs: RestoreState }> {
  const target = targetOf(inputs);
  const now = new Date(serverNow(account)).toISOString();
  const id = idOf(target, now);
  if (inputs.interrupted && inputs.onUnknownOutcome === "assumeRestored") {
    account.log.warn(
      `${describe(target)}: held to be restored by the run that was killed, as \`onUnknownOutcome\` says; nothing is sent. ` +
        "The state keeps that run's record, which says the same of this restore if it is ever declared anew: " +
        "`pulumi refresh --clear-pending-creates` removes it.",
    );
    return { id, outs: stateOf(inputs, { status: "restored", restoredAt: now }) };
  }
  return { id, outs: await restore(id, inputs, account) };
}
