import type { Account } from "../account";
import { describe } from "../api/target";
import type { Version } from "../api/version";
import { type Deadline, DeadlinePassed, deadlineIn } from "../deadline";
import { spell } from "../log";
import { partial } from "../partial";
import type { Request } from "../request";
import type { PendingSnapshot, SnapshotInputs } from "./state";

/** The listing is read at least once, even where the answer took until the deadline. */
const SHORTEST_WAIT = 60_000;

/** Waits until the listing shows the version that a request made, or tells that it was never taken. What keeps
 * it from waiting any longer is thrown as a partial resource, so that the next run goes on from there. */
export async function findVersion(
  request: Request,
  inputs: SnapshotInputs,
  deadline: Deadline,
  { clock, listing, log }: Account,
  idFor: (requestedAt: string) => string,
): Promise<Version | "absent"> {
  const name = describe(request.target);
  const started = clock.now();
  using patience = deadlineIn(Math.max(deadline.at - started, SHORTEST_WAIT), clock);
  if (request.outcome !== "ready") {
    log.info(`${name}: looking for the snapshot in the listing, for up to ${spell(patience.at - started)}`);
  }
  try {
    return await log.narrate(
      listing.ownVersion(request, patience.signal),
      (waited) => `${name}: snapshot is still being generated (${waited}), looking again every 30 s at most`,
    );
  } catch (error) {
    const requestedAt = new Date(request.since()).toISOString();
    const others = [...(request.others ?? []), ...listing.claimed(request.target)];
    const pending: PendingSnapshot = {
      status: "pending",
      requestedAt,
      outcome: request.outcome,
      ...(others.length > 0 && { others }),
    };
    const waited = spell(clock.now() - started);
    throw partial(
      idFor(requestedAt),
      { ...inputs, ...pending },
      `${name}: the snapshot asked for at ${requestedAt} ${whyNot(error, waited)} It is kept as pending: the next ` +
        "`pulumi up` goes on looking for it and asks for no other. If it never appears, its capture has failed: " +
        "change `triggers` to ask for a new one.",
    );
  }
}

function whyNot(error: unknown, waited: string): string {
  if (error instanceof DeadlinePassed) return `is not listed after ${waited}.`;
  return `cannot be looked for. ${error instanceof Error ? error.message : String(error)}`;
}
