import type { Account } from "../account";
import { describe, type Target } from "../api/target";
import { type Deadline, DeadlinePassed, deadlineIn } from "../deadline";
import { durationFrom } from "../duration";
import { spell } from "../log";
import { partial } from "../partial";
import { targetOf } from "../target";
import { describeUnknown } from "./check";
import { type Dispatched, dispatch } from "./dispatch";
import { takeSafetySnapshot } from "./safety";
import { awaitRunning, runs, SETTLING } from "./settle";
import { type Receipt, type RestoreInputs, type RestoreState, stateOf } from "./state";

/** Room for the cooldown of 120 s, the held request, the 60 s that a restore takes, and the target's start. */
const DEFAULT_TIMEOUT = "15m";

const timeoutOf = ({ timeouts }: RestoreInputs) => timeouts?.create ?? DEFAULT_TIMEOUT;

export const deadlineOf = (inputs: RestoreInputs, { clock }: Account) =>
  deadlineIn(durationFrom(timeoutOf(inputs)) ?? 0, clock);

/** Takes the safety snapshot, sends the restore, and waits until it has settled. What was started, or may have been, and
 * does not end well is thrown as a partial resource; any other error means that nothing was. Until the restore is sent,
 * `before` stays what is known of it. */
export async function restore(
  id: string,
  inputs: RestoreInputs,
  account: Account,
  before: Receipt = { status: "pending" },
): Promise<RestoreState> {
  const target = targetOf(inputs);
  const unfinished = (receipt: Receipt, reason: string) => partial(id, stateOf(inputs, receipt), reason);
  const safety = inputs.safetySnapshot ? await takeSafetySnapshot(inputs, account) : undefined;
  const snapshot = safety?.snapshot ?? before.safetySnapshot;
  const kept = snapshot && { safetySnapshot: snapshot };
  if (safety?.missing) throw unfinished({ ...before, ...kept }, `${safety.missing} Nothing was restored.`);

  using deadline = deadlineOf(inputs, account);
  const sent = await send(target, inputs, deadline, account).catch((error: unknown) => {
    if (!safety) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw unfinished({ ...before, ...kept }, `${why} ${sayKept(before)}`);
  });
  if (sent.is === "unknown") {
    const reason = `${sent.why} ${describeUnknown(`${describe(target)}: the restore may have been carried out`)}`;
    throw unfinished({ status: "unknown", requestedAt: sent.at, ...kept }, reason);
  }
  account.log.info(
    `${describe(target)}: the restore is dispatched, and settles within about ${spell(SETTLING)}`,
  );
  await account.clock.sleep(SETTLING);
  if (sent.ranBefore) {
    const why = await awaitRunning(target, deadline, account);
    if (why) throw unfinished({ status: "settling", restoredAt: sent.at, ...kept }, why);
  }
  account.log.info(`${describe(target)}: restored`);
  return stateOf(inputs, { status: "restored", restoredAt: sent.at, ...kept });
}

/** What a safety snapshot is good for that no restore has followed. */
const sayKept = ({ status }: Receipt) =>
  status === "unknown"
    ? "It was not restored again; the safety snapshot is kept, and the next `pulumi up` does as `onUnknownOutcome` says."
    : "Nothing was restored; the safety snapshot is kept, and the next `pulumi up` takes another and restores.";

type Sent = Dispatched & { ranBefore: boolean | undefined };

async function send(
  target: Target,
  inputs: RestoreInputs,
  deadline: Deadline,
  account: Account,
): Promise<Sent> {
  try {
    account.pacer.refuseIfBlocked(deadline.at);
    const ranBefore = await account.log.narrate(
      runs(target, deadline, account),
      (waited) => `${describe(target)}: still waiting to see whether it runs (${waited})`,
    );
    return { ...(await dispatch(target, inputs, deadline, account)), ranBefore };
  } catch (error) {
    if (!(error instanceof DeadlinePassed)) throw error;
    throw new Error(
      `${describe(target)}: Square Cloud's limits left no room for a restore within ${timeoutOf(inputs)}. Nothing was ` +
        "restored: run `pulumi up` again, or give more time with `timeouts: { create: … }`.",
    );
  }
}
