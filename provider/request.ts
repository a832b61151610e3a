import type { ServerTime } from "./api/serverTime";
import type { Target } from "./api/target";
import { isOf, type Version } from "./api/version";

/** A snapshot that was asked for, and what is known of it. */
export interface Request {
  target: Target;
  outcome: Outcome;
  /** When it was asked for, by the server's clock; by ours while no answer has told the server's. */
  since(): number;
  /** When a `ready` one was answered, by the same clock. */
  answered?(): number;
  /** `versionId`s that are known to be of other requests. */
  others?: readonly string[];
}

/** `ready`: it is finished. `processing`: it goes on. `unknown`: no answer tells whether it was started. */
export type Outcome = "ready" | "processing" | "unknown";

/** A request that this process has sent; times by our clock. */
export function sentRequest(
  target: Target,
  outcome: Outcome,
  sentAt: number,
  answeredAt: number,
  time: ServerTime,
): Request {
  return {
    target,
    outcome,
    since: () => time.at(sentAt) ?? sentAt,
    answered: () => time.at(answeredAt) ?? answeredAt,
  };
}

/** A `modified` and a `Date` header can each be cut to whole seconds. */
const CUT = 2_000;

/**
 * The version that a request made: of its target, not the daily automatic one, not from before the request,
 * and nobody else's. After a `ready` it is the newest that was there when the answer came, else the oldest.
 */
export function versionOf(
  request: Request,
  versions: readonly Version[],
  claimed: { has(versionId: string): boolean },
): Version | undefined {
  const candidates = versions
    .filter((version) => isOf(request.target, version) && version.origin !== "automatic")
    .filter(({ versionId }) => !claimed.has(versionId) && !request.others?.includes(versionId))
    .filter(({ takenAt }) => takenAt >= request.since() - CUT)
    .sort((a, b) => a.takenAt - b.takenAt);
  const answered = request.outcome === "ready" ? request.answered?.() : undefined;
  const finished = candidates.filter(({ takenAt }) => answered !== undefined && takenAt <= answered + CUT);
  return finished.at(-1) ?? candidates[0];
}
