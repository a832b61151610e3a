import type { Account } from "../account";
import { describe } from "../api/target";
import { partial } from "../partial";
import { targetOf } from "../target";
import { describeUnknown } from "./check";
import { deadlineOf, restore } from "./restore";
import { awaitRunning } from "./settle";
import { type RestoreInputs, type RestoreState, receiptOf, stateOf } from "./state";

/** Goes on with a restore that was sent. Sends one only where the user says to retry: one that then cannot be sent leaves
 * the outcome of the first as unknown as it was. */
export async function updateRestore(
  id: string,
  olds: RestoreState,
  news: RestoreInputs,
  account: () => Account,
): Promise<{ outs: RestoreState }> {
  const { safetySnapshot } = olds;
  const kept = safetySnapshot && { safetySnapshot };
  switch (olds.status) {
    case "restored":
    case "pending":
      return { outs: stateOf(news, receiptOf(olds)) };
    case "settling": {
      using deadline = deadlineOf(news, account());
      const why = await awaitRunning(targetOf(news), deadline, account());
      if (why) throw partial(id, stateOf(news, receiptOf(olds)), why);
      return { outs: stateOf(news, { status: "restored", restoredAt: olds.restoredAt, ...kept }) };
    }
    case "unknown":
      if (news.onUnknownOutcome === "retry") {
        return { outs: await restore(id, news, account(), receiptOf(olds)) };
      }
      if (news.onUnknownOutcome === "assumeRestored") {
        return { outs: stateOf(news, { status: "restored", restoredAt: olds.requestedAt, ...kept }) };
      }
      throw partial(id, stateOf(news, receiptOf(olds)), describeUnanswered(olds));
    default:
      return olds satisfies never;
  }
}

/** Why nothing is done about a restore whose answer was lost. */
export const describeUnanswered = (state: RestoreState & { status: "unknown" }) =>
  describeUnknown(
    `${describe(targetOf(state))}: the restore asked for at ${state.requestedAt} had no answer`,
  );
