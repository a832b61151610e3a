import type { IncomingHttpHeaders } from "node:http";
import { type Dispatcher, request } from "undici";
import type { Clock } from "./clock";
import { dispatcherFor, isLoopback, reasonOf } from "./send";

/** What the object storage says to a signed link. */
export type StorageAnswer =
  | ArchiveBody
  /** 416: nothing lies at or after where the bytes were asked from. */
  | { is: "past the end"; total: number | undefined }
  /** The signature is wrong or has expired. */
  | { is: "refused"; status: number }
  /** The archive has vanished. */
  | { is: "gone"; status: number }
  /** Nothing that can be relied on; another try may do better. `why` is a code. */
  | { is: "failed"; why: string }
  /** Another try would do no better. */
  | { is: "useless"; why: string };

export interface ArchiveBody {
  is: "bytes";
  /** Where they start in the archive. */
  from: number;
  /** Bytes of the whole archive; undefined where the storage does not say. */
  total: number | undefined;
  /** Changes with the archive's content. */
  etag: string | undefined;
  /** Fails where the connection does. */
  bytes: AsyncIterable<Uint8Array>;
  /** Leaves the rest unread. */
  cancel(): void;
}

/** Where archives are downloaded from. It knows no API key: whoever holds a link needs none. */
export interface Storage {
  /** Asks for an archive's bytes from `from` on, on condition that it is still the one of `etag`. Sends
   * nothing over plain http to another machine. */
  get(url: string, from: number, etag: string | undefined): Promise<StorageAnswer>;
  close(): Promise<void>;
}

/** Milliseconds without an answer, or without another byte of it. */
const STALL = 60_000;

/** Redirects are not followed: a link is a secret, and signed for the address it names. */
export function openStorage(clock: Clock): Storage {
  const dispatchers = new Map<string, Dispatcher>();

  function dispatcherTo(link: URL): Dispatcher {
    const dispatcher = dispatchers.get(link.origin) ?? dispatcherFor(link);
    dispatchers.set(link.origin, dispatcher);
    return dispatcher;
  }

  return {
    async get(url, from, etag) {
      if (!URL.canParse(url)) return { is: "useless", why: "NOT_A_LINK" };
      const link = new URL(url);
      if (!isSafe(link)) return { is: "useless", why: "INSECURE_LINK" };
      try {
        const { statusCode, headers, body } = await request(link, {
          dispatcher: dispatcherTo(link),
          headers: { "accept-encoding": "identity", ...(from > 0 && rangeHeaders(from, etag)) },
          headersTimeout: clock.timeout(STALL),
          bodyTimeout: clock.timeout(STALL),
        });
        // What is left unread fails, which nobody needs to hear.
        body.on("error", () => undefined);
        const answer = answerFrom(statusCode, headers, from);
        if (answer) {
          body.destroy();
          return answer;
        }
        return {
          is: "bytes",
          ...extent(statusCode, headers),
          bytes: body,
          cancel: () => void body.destroy(),
        };
      } catch (error) {
        return { is: "failed", why: reasonOf(error) };
      }
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/** Over plain http, whoever is on the way could read the archive. */
const isSafe = (link: URL) => link.protocol === "https:" || (link.protocol === "http:" && isLoopback(link));

/** `If-Range` makes a changed archive come whole; it takes no weak tag (RFC 9110, 13.1.5). */
const rangeHeaders = (from: number, etag: string | undefined) => ({
  range: `bytes=${from}-`,
  ...(etag !== undefined && !etag.startsWith("W/") && { "if-range": etag }),
});

/** The answer where it holds no bytes of the archive. */
function answerFrom(status: number, headers: IncomingHttpHeaders, from: number): StorageAnswer | undefined {
  // A part of a whole whose length is not told could be taken for the whole.
  if (status === 200 || (status === 206 && rangeIn(headers)?.total !== undefined)) return undefined;
  if (status === 416 && from > 0) return { is: "past the end", total: rangeIn(headers)?.total };
  if (status === 400 || status === 401 || status === 403) return { is: "refused", status };
  if (status === 404 || status === 410) return { is: "gone", status };
  if (status >= 300 && status < 400) return { is: "useless", why: "REDIRECT" };
  if (status >= 500 || status === 408 || status === 429) return { is: "failed", why: `HTTP_${status}` };
  return { is: "useless", why: `HTTP_${status}` };
}

function extent(status: number, headers: IncomingHttpHeaders) {
  const { etag } = headers;
  const range = status === 206 ? rangeIn(headers) : undefined;
  if (range) return { from: range.from, total: range.total, etag };
  return { from: 0, total: numberFrom(headers["content-length"]), etag };
}

/** `bytes 5-9/10`, `bytes 5-9/*` or `bytes *\/10`. */
function rangeIn(headers: IncomingHttpHeaders): { from: number; total: number | undefined } | undefined {
  const [, from, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers["content-range"] ?? "") ?? [];
  return total === undefined ? undefined : { from: Number(from ?? 0), total: numberFrom(total) };
}

const numberFrom = (text: string | undefined) => (/^\d+$/.test(text ?? "") ? Number(text) : undefined);
