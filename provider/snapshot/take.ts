import type { Account } from "../account";
import { CaptureError, RateLimitError, UnreachableError } from "../api/errors";
import { describe, type Target } from "../api/target";
import type { Version } from "../api/version";
import type { Deadline } from "../deadline";
import { durationFrom } from "../duration";
import { spell } from "../log";
import { BLOCK, LIMITS } from "../pacer";
import { type Outcome, type Request, sentRequest } from "../request";
import { targetOf } from "../target";
import type { SnapshotInputs } from "./state";

/** The snapshot that was asked for, or one that was already there and is taken over. */
export type Taken = { is: "asked"; request: Request } | { is: "reused"; version: Version };

/** KEEP_CALM does not tell the user's cooldown of 5 s from the target's of 180 s: short first. */
const PAUSES = [LIMITS.snapshot.user, 15_000, 30_000];
const LONGEST_PAUSE = 60_000;
const UNREACHABLE_ATTEMPTS = 3;

/** Asks for a snapshot until one is started, once. What starts nothing is waited out until the deadline,
 * whose reason is then thrown; after anything else nothing is asked for again. */
export async function takeSnapshot(
  inputs: SnapshotInputs,
  deadline: Deadline,
  account: Account,
): Promise<Taken> {
  account.pacer.refuseIfBlocked(deadline.at);
  for (let attempt = 0; ; attempt++) {
    let why = "KEEP_CALM, as somebody asked for a snapshot less than 180 s ago";
    try {
      const taken =
        (await reuse(inputs, deadline, account)) ?? (await post(targetOf(inputs), deadline, account));
      if (taken) return taken;
    } catch (error) {
      if (error instanceof RateLimitError) {
        account.pacer.refuseIfBlocked(deadline.at);
        account.log.warn(`${error.message} Waiting for ${spell(BLOCK)}.`);
        continue;
      }
      if (!(error instanceof UnreachableError) || attempt + 1 === UNREACHABLE_ATTEMPTS) throw error;
      why = error.message;
    }
    const pause = PAUSES[attempt] ?? LONGEST_PAUSE;
    account.log.info(`${describe(targetOf(inputs))}: ${why}; asking again in ${spell(pause)}`);
    await account.clock.sleep(pause, deadline.signal);
  }
}

async function reuse(
  inputs: SnapshotInputs,
  deadline: Deadline,
  { listing, log }: Account,
): Promise<Taken | undefined> {
  const within = durationFrom(inputs.reuseWithin ?? "");
  if (within === undefined) return undefined;
  const target = targetOf(inputs);
  const version = await log.narrate(
    listing.recent(target, within, deadline.signal),
    (waited) => `${describe(target)}: still waiting to look for a snapshot to take over (${waited})`,
  );
  if (!version) return undefined;
  log.info(`${describe(target)}: taking over the snapshot of ${new Date(version.takenAt).toISOString()}`);
  return { is: "reused", version };
}

/** Undefined where the API asked to wait, so that nothing was started. */
async function post(
  target: Target,
  deadline: Deadline,
  { client, clock, log, pacer }: Account,
): Promise<Taken | undefined> {
  const wait = pacer.readyAt("snapshot", target) - clock.now();
  if (wait > 0) log.info(`${describe(target)}: waiting ${spell(wait)} before a snapshot may be asked for`);
  const pass = await log.narrate(
    pacer.write("snapshot", target, deadline.signal),
    (waited) => `${describe(target)}: still waiting before a snapshot may be asked for (${waited})`,
  );
  const sentAt = clock.now();
  const asked = (outcome: Outcome): Taken => ({
    is: "asked",
    request: sentRequest(target, outcome, sentAt, clock.now(), client.time),
  });
  log.info(`${describe(target)}: taking a snapshot`);
  try {
    const answer = await log.narrate(
      client.takeSnapshot(target, pass.sent),
      (waited) => `${describe(target)}: the snapshot is being taken (${waited})`,
    );
    switch (answer.is) {
      case "done":
        return asked("ready");
      case "processing":
        return asked("processing");
      case "uncertain":
        log.warn(
          `${answer.error.message} It may have been started: it is looked for, and not asked for again.`,
        );
        return asked("unknown");
      case "cooldown":
        pass.refused();
        return undefined;
      default:
        return answer satisfies never;
    }
  } catch (error) {
    if (!(error instanceof CaptureError)) pass.refused();
    throw error;
  }
}
