import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "./clock";
import type { Kind } from "./target";

/** What a link leads to: an archive of an account. */
export type Archive = { readonly kind: Kind; readonly snapshotId: string };

export type Links = {
  /** A link valid for 30 days; without `versionId` it leads to whichever version is the newest by then. */
  sign(archive: Archive, versionId?: string): { url: string; key: string };
  /** Whether a link's signature is its own, and not past its time. */
  valid(link: URL): boolean;
};

const validSeconds = 30 * 24 * 3_600;

const folders = { application: "applications", database: "databases" } as const;

/** Links of one account's archives below `origin`. */
export function createLinks(origin: string, accountId: string, clock: Clock): Links {
  const secret = randomBytes(32);
  const signatureOf = (path: string, expires: string, versionId: string) =>
    createHmac("sha1", secret).update([path, expires, versionId].join("\n")).digest("base64");

  function sign({ kind, snapshotId }: Archive, versionId?: string) {
    const path = `/archives/${folders[kind]}/${accountId}/${snapshotId}.zip`;
    const expires = String(Math.floor(clock.now() / 1_000) + validSeconds);
    const query = new URLSearchParams({ AWSAccessKeyId: "simulator", Expires: expires });
    query.set("Signature", signatureOf(path, expires, versionId ?? ""));
    if (versionId !== undefined) query.set("versionId", versionId);
    const key = query.toString();
    return { url: `${origin}${path}?${key}`, key };
  }

  function valid({ pathname, searchParams }: URL) {
    const expires = searchParams.get("Expires") ?? "";
    const signature = signatureOf(pathname, expires, searchParams.get("versionId") ?? "");
    return searchParams.get("Signature") === signature && Number(expires) * 1_000 > clock.now();
  }

  return { sign, valid };
}
