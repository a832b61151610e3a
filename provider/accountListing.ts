import type { Client } from "./api/client";
import type { Clock } from "./api/clock";
import { ApiError, PlanError, ScopeError } from "./api/errors";
import type { TargetKind } from "./api/target";
import type { Version } from "./api/version";

/** The listing of the whole account: one call serves all who look for something in it. */
export interface AccountListing {
  /** Whether the API has not refused it lately. */
  isOpen(kind: TargetKind): boolean;
  /** As it was at most 30 s ago; undefined where the API refuses it. */
  versions(kind: TargetKind): Promise<Version[] | undefined>;
  /** When it may be asked for anew. */
  nextAt(kind: TargetKind): number;
}

interface Look {
  at: number;
  versions: Promise<Version[]>;
}

/** `GET /v2/users/snapshots` allows 3 uncached calls per 60 s, and blocks itself for 5 minutes after that. */
const PAUSE = 30_000;
const CLOSED = 6 * 60_000;

export function createAccountListing(client: Client, clock: Clock): AccountListing {
  const looks = new Map<TargetKind, Look>();
  const closedUntil = new Map<TargetKind, number>();

  const nextAt = (kind: TargetKind) => (looks.get(kind)?.at ?? Number.NEGATIVE_INFINITY) + PAUSE;

  function look(kind: TargetKind): Promise<Version[]> {
    const last = looks.get(kind);
    if (last && clock.now() < nextAt(kind)) return last.versions;
    const versions = client.listAccount(kind);
    looks.set(kind, { at: clock.now(), versions });
    return versions;
  }

  return {
    isOpen: (kind) => clock.now() >= (closedUntil.get(kind) ?? 0),
    nextAt,
    async versions(kind) {
      try {
        return await look(kind);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const isForGood = error instanceof PlanError || error instanceof ScopeError;
        closedUntil.set(kind, isForGood ? Number.POSITIVE_INFINITY : clock.now() + CLOSED);
        return undefined;
      }
    },
  };
}
