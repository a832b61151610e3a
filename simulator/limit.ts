/** At most so many events in any so many seconds. What it refuses is not counted. */
export type Limit = {
  allows(at: number): boolean;
  count(at: number): void;
};

export function createLimit(events: number, seconds: number): Limit {
  let counted: number[] = [];
  return {
    allows(at) {
      counted = counted.filter((event) => event > at - seconds * 1_000);
      return counted.length < events;
    },
    count: (at) => void counted.push(at),
  };
}

/** A limit that refuses everything for a while once it has been exceeded. */
export type Budget = {
  /** Counts an event, or blocks when that would be one too many. */
  spend(at: number): boolean;
  blocked(at: number): boolean;
  /** Refuses everything until `end`, in milliseconds since the epoch. */
  block(end: number): void;
};

export function createBudget(limit: Limit, blockSeconds: number): Budget {
  let blockedUntil = 0;
  const blocked = (at: number) => at < blockedUntil;
  const block = (end: number) => {
    blockedUntil = end;
  };

  function spend(at: number) {
    if (blocked(at)) return false;
    if (!limit.allows(at)) {
      block(at + blockSeconds * 1_000);
      return false;
    }
    limit.count(at);
    return true;
  }

  return { spend, blocked, block };
}
