import type { Account } from "../account";
import { isPassing, RateLimitError, ScopeError } from "../api/errors";
import { describe, type Target } from "../api/target";
import { type Deadline, DeadlinePassed, deadlineIn } from "../deadline";
import { spell } from "../log";

/** How long it takes until a restore's data is stable (API reference). */
export const SETTLING = 60_000;
const PAUSE = 10_000;
/** How long the target has to run again once it has settled, even where the time-out is shorter. */
const SHORTEST_WAIT = 60_000;

const SCOPES = { database: "databases:read", application: "apps:read" } as const;

/** Whether the target runs; undefined where the key may not tell. */
export async function runs(
  target: Target,
  deadline: Deadline,
  { client, log }: Account,
): Promise<boolean | undefined> {
  try {
    return await client.isRunning(target, deadline.signal);
  } catch (error) {
    if (!(error instanceof ScopeError)) throw error;
    log.info(
      `${describe(target)}: the key may not tell whether it runs (${error.code}; that takes ${SCOPES[target.kind]}), so it is not ` +
        "checked that it runs again afterwards",
    );
    return undefined;
  }
}

/** Waits until the target runs. Tells why it does not, or cannot be seen to. */
export async function awaitRunning(
  target: Target,
  deadline: Deadline,
  account: Account,
): Promise<string | undefined> {
  const { clock, log } = account;
  using patience = deadlineIn(Math.max(deadline.at - clock.now(), SHORTEST_WAIT), clock);
  async function untilRunning() {
    while ((await runsNow(target, patience, account)) === false) await clock.sleep(PAUSE, patience.signal);
  }
  log.info(`${describe(target)}: waiting for it to run again, for up to ${spell(patience.at - clock.now())}`);
  try {
    await log.narrate(
      untilRunning(),
      (waited) => `${describe(target)}: restored, waiting for it to run again (${waited})`,
    );
    return undefined;
  } catch (error) {
    const why = error instanceof DeadlinePassed ? "it was not seen to run again in time" : messageOf(error);
    return `${describe(target)}: the snapshot is restored, but ${why}. The next \`pulumi up\` looks again, and restores nothing.`;
  }
}

/** What passes is held to mean "not yet". */
async function runsNow(target: Target, deadline: Deadline, account: Account): Promise<boolean | undefined> {
  try {
    return await runs(target, deadline, account);
  } catch (error) {
    if (!isPassing(error) && !(error instanceof RateLimitError)) throw error;
    account.log.warn(`${error.message} Looking again.`);
    return false;
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
