/** The server's time of day, read off `Date` headers. */
export interface ServerTime {
  /** Takes note of an answer's `Date` header that came at `receivedAt` by our clock. */
  note(date: string | undefined, receivedAt: number): void;
  /** What the server's clock showed, at the earliest, when ours showed `at`; undefined before any answer. */
  at(at: number): number | undefined;
}

/**
 * A `Date` header is cut to whole seconds and is old by the time it arrives, so each answer gives a lower
 * bound of how far the server is ahead; the highest of them is the closest.
 */
export function serverTime(): ServerTime {
  let ahead: number | undefined;
  return {
    note(date, receivedAt) {
      const lowest = Date.parse(date ?? "") - receivedAt;
      if (!Number.isNaN(lowest)) ahead = Math.max(lowest, ahead ?? lowest);
    },
    at: (at) => (ahead === undefined ? undefined : at + ahead),
  };
}
