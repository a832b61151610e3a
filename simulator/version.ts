import { randomBytes } from "node:crypto";
import { archiveOf } from "./archive";
import type { Content } from "./content";
import type { Links } from "./link";
import type { Kind, Target } from "./target";

/** Who asked for a snapshot; null on old ones, which do not tell. */
export type Origin = "automatic" | "manual" | null;

/** A snapshot that exists, whatever a cached listing says. */
export type Version = {
  /** The archive's name, which all versions of one archive share. */
  readonly snapshotId: string;
  /** Tells the versions of an archive apart. */
  readonly versionId: string;
  /** When the capture was finished: the listing's `modified`. */
  readonly takenAt: Date;
  /** Who asked for it. */
  readonly origin: Origin;
  /** What the target held when the capture began: the dump of one with a store. */
  readonly data: string;
};

/** A version as the store keeps it. */
export type StoredVersion = Version & {
  readonly kind: Kind;
  readonly targetId: string;
  readonly runtime: string;
  readonly archiveBytes: number;
  /** Listed as before 13.76.1, without `version_id` and `url`. */
  readonly old: boolean;
};

const retentionMs = 30 * 24 * 3_600_000;

export const vanished = ({ takenAt }: Version, at: number): boolean => takenAt.getTime() + retentionMs <= at;

export type VersionFacts = { takenAt: Date; origin: Origin; data: string; old?: boolean };

export function versionOf(target: Target, facts: VersionFacts): StoredVersion {
  const { kind, id: targetId, runtime, archiveBytes } = target;
  const snapshotId = nameOf(target, facts.origin);
  return { old: false, ...facts, kind, targetId, runtime, archiveBytes, snapshotId, versionId: versionId() };
}

export const nameOf = ({ id, runtime, names }: Target, origin: Origin) =>
  names === "bare" || origin === null ? id : `${id}_${runtime}_${origin}`;

/** 32 characters. Now and then one is a dot, which the documented pattern lacks and documented examples have. */
function versionId(): string {
  const id = randomBytes(24).toString("base64url");
  return id.charCodeAt(0) % 2 === 0 ? `${id.slice(0, 15)}.${id.slice(16)}` : id;
}

export const archiveOfVersion = ({ data, archiveBytes }: StoredVersion): Content =>
  archiveOf(data, archiveBytes);

/** An item of a listing, with a link that is signed anew. Old ones lack `version_id`, `url` and what is null. */
export function listed(version: StoredVersion, links: Links) {
  const { url, key } = links.sign(version, version.versionId);
  const { snapshotId: name, versionId: version_id, takenAt, origin } = version;
  const item = { name, size: archiveOfVersion(version).size, modified: takenAt.toISOString(), key };
  if (version.old) return origin === null ? item : { ...item, origin };
  const runtime = origin === null ? null : version.runtime;
  return { ...item, version_id, url, runtime, origin };
}

export type ListedVersion = ReturnType<typeof listed>;
