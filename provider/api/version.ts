import { bareId, type Target, type TargetKind } from "./target";

/** One finished snapshot, as a listing shows it. */
export interface Version {
  /** The archive's name, which all versions of an archive share. */
  snapshotId: string;
  /** Tells the versions of an archive apart. */
  versionId: string;
  /** Bytes. */
  size: number;
  /** When the storage finished it: server's time, milliseconds, possibly cut to whole seconds. */
  takenAt: number;
  /** Undefined on old snapshots. */
  origin: "automatic" | "manual" | undefined;
  /** Signed download link: whoever holds it can read the archive. */
  url: string;
  /** Signed query string of the link. */
  key: string;
}

/** How long Square Cloud keeps an archive (API reference, "Retention": 30 days). */
export const RETENTION = 30 * 24 * 60 * 60_000;

const ARCHIVES = "https://snapshots.squarecloud.app";

/** The versions in a listing's `response`; items that lack what tells a version apart are left out. */
export function versionsFrom(items: readonly unknown[], kind: TargetKind, accountId: string): Version[] {
  return items.flatMap((item) => versionFrom(item, kind, accountId) ?? []);
}

function versionFrom(item: unknown, kind: TargetKind, accountId: string): Version | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const wire: { [field: string]: unknown } = { ...item };
  const key = textOf(wire.key) ?? "";
  const snapshotId = textOf(wire.name);
  // Items from before API 13.76.1 have neither `version_id` nor `url`.
  const versionId = textOf(wire.version_id) ?? textOf(new URLSearchParams(key).get("versionId"));
  const takenAt = Date.parse(textOf(wire.modified) ?? "");
  if (!snapshotId || !versionId || Number.isNaN(takenAt)) return undefined;
  return {
    snapshotId,
    versionId,
    takenAt,
    key,
    size: typeof wire.size === "number" ? wire.size : 0,
    origin: wire.origin === "automatic" || wire.origin === "manual" ? wire.origin : undefined,
    url: textOf(wire.url) ?? `${ARCHIVES}/${kind}s/${accountId}/${snapshotId}.zip?${key}`,
  };
}

const textOf = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);

/** Whether a version is of this target: its archive is named by the id, or by the id and `_…`. */
export function isOf(target: Target, { snapshotId }: Version): boolean {
  const id = bareId(target);
  return snapshotId === id || snapshotId.startsWith(`${id}_`);
}

/** When a signed link stops working, milliseconds; undefined where the link does not say. */
export function linkEnds(url: string): number | undefined {
  const query = new URL(url).searchParams;
  const expires = Number(query.get("Expires"));
  if (expires > 0) return expires * 1_000;
  const signedAt = query.get("X-Amz-Date")?.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/);
  const seconds = Number(query.get("X-Amz-Expires"));
  if (!signedAt || !(seconds > 0)) return undefined;
  const [, year, month, day, hour, minute, second] = signedAt;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + seconds * 1_000;
}
