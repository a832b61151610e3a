/** Bytes that are made while they are sent: an archive of several GiB never lies in memory as a whole. */
export type Content = {
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`. */
  bytes(start: number, end: number): Iterable<Uint8Array>;
};

export function contentOf(bytes: string | Uint8Array): Content {
  const buffer = Buffer.from(bytes);
  return { size: buffer.length, bytes: (start, end) => [buffer.subarray(start, end)] };
}

/** The same `pattern` over and over, `size` bytes of it. */
export function repeated(pattern: Uint8Array, size: number): Content {
  function* bytes(start: number, end: number) {
    for (let at = start; at < end; ) {
      const offset = at % pattern.length;
      const chunk = pattern.subarray(offset, offset + end - at);
      yield chunk;
      at += chunk.length;
    }
  }
  return { size, bytes };
}

export function joined(...parts: Content[]): Content {
  function* bytes(start: number, end: number) {
    let before = 0;
    for (const part of parts) {
      const from = Math.max(start - before, 0);
      const to = Math.min(end - before, part.size);
      if (from < to) yield* part.bytes(from, to);
      before += part.size;
    }
  }
  return { size: parts.reduce((sum, part) => sum + part.size, 0), bytes };
}

export const sliceOf = (content: Content, from: number, to: number): Content => ({
  size: to - from,
  bytes: (start, end) => content.bytes(from + start, from + end),
});
