import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { type Account, versionsAt } from "./account";
import type { Answer } from "./answer";
import { contentOf, sliceOf } from "./content";
import type { DownloadRoute } from "./route";
import { archiveOfVersion, type StoredVersion } from "./version";

/** What the object storage answers to a link. It knows no keys, only signatures. */
export function download(
  account: Account | undefined,
  route: DownloadRoute,
  link: URL,
  { method, headers }: IncomingMessage,
  at: number,
): Answer {
  if (account === undefined || method !== "GET" || !account.links.valid(link)) return denied;
  const version = versionBehind(account, route, link.searchParams.get("versionId"), at);
  return version === undefined ? gone : archiveAnswer(version, headers);
}

/** The version that a link names, or else the newest. */
function versionBehind(account: Account, route: DownloadRoute, versionId: string | null, at: number) {
  const versions = versionsAt(account, at).filter(
    ({ kind, snapshotId }) => kind === route.kind && snapshotId === route.snapshotId,
  );
  return versionId === null ? versions.at(-1) : versions.find((version) => version.versionId === versionId);
}

function archiveAnswer(version: StoredVersion, headers: IncomingHttpHeaders): Answer {
  const content = archiveOfVersion(version);
  const etag = `"${createHash("md5").update(version.versionId).digest("hex")}"`;
  const common = { "content-type": "application/zip", "accept-ranges": "bytes", etag };
  const whole: Answer = { status: 200, headers: common, content };
  if ((headers["if-match"] ?? etag) !== etag) return changed;
  if (headers.range === undefined || (headers["if-range"] ?? etag) !== etag) return whole;
  const range = rangeIn(headers.range, content.size);
  if (range === undefined) return whole;
  if (range.start > range.last) return unsatisfiable(content.size);
  const { start, last } = range;
  return {
    status: 206,
    headers: { ...common, "content-range": `bytes ${start}-${last}/${content.size}` },
    content: sliceOf(content, start, last + 1),
  };
}

/** A single range of bytes, both ends included. Undefined if it is no such thing; start past last if it lies outside. */
function rangeIn(header: string, size: number): { start: number; last: number } | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (from === "" && to === "") return undefined;
  if (from === "") return { start: Math.max(size - Number(to), 0), last: size - 1 };
  return { start: Number(from), last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}

function unsatisfiable(size: number): Answer {
  const { headers, ...answer } = storageError(416, "InvalidRange");
  return { ...answer, headers: { ...headers, "content-range": `bytes */${size}` } };
}

const storageError = (status: number, code: string): Answer => ({
  status,
  code,
  headers: { "content-type": "application/xml" },
  content: contentOf(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`),
});

const denied = storageError(403, "AccessDenied");
const gone = storageError(404, "NoSuchVersion");
const changed = storageError(412, "PreconditionFailed");
