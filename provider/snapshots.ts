import type { Client } from "./api/client";
import { bareId, type Target, type TargetKind } from "./api/target";
import { isOf, RETENTION, type Version } from "./api/version";
import type { Settings } from "./configuration";
import { accountFor } from "./configured";
import { check, commonRules, normalized, oneOf, type RawInputs, type Rules } from "./rules";
import { idOf } from "./target";

/** Which snapshots to look for: without a target, those of the account. */
export interface Query {
  databaseId?: string;
  applicationId?: string;
  kind?: TargetKind;
  origin?: "automatic" | "manual";
}

/** A snapshot as a listing shows it. Times are ISO 8601, UTC. */
export interface Listed {
  /** As `Snapshot.get` takes it. */
  id: string;
  kind: TargetKind;
  targetId: string;
  snapshotId: string;
  versionId: string;
  size: number;
  createdAt: string;
  expiresAt: string;
  origin: "automatic" | "manual" | undefined;
  url: string;
}

const rules: Rules = {
  databaseId: commonRules.databaseId,
  applicationId: commonRules.applicationId,
  kind: oneOf("database", "application"),
  origin: oneOf("automatic", "manual"),
};

/** The snapshots that a query names, newest first.
 * @throws an error that names the argument or the setting that is wrong, or the API's. */
export async function findSnapshots(query: Query, settings: Settings): Promise<Listed[]> {
  const args = normalized({ ...query });
  const failures = check(args, rules);
  if (args.databaseId && args.applicationId)
    failures.push({ property: "applicationId", reason: "give one target at most" });
  if (failures.length > 0)
    throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("; "));
  const found = await askFor(args, query.kind, accountFor({ get: settings }).client);
  return found
    .filter(({ origin }) => query.origin === undefined || origin === query.origin)
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

async function askFor(
  { databaseId, applicationId }: RawInputs,
  kind: TargetKind | undefined,
  client: Client,
) {
  if (typeof databaseId === "string") return ofTarget({ kind: "database", id: databaseId }, client);
  if (typeof applicationId === "string") return ofTarget({ kind: "application", id: applicationId }, client);
  const kinds: TargetKind[] = kind ? [kind] : ["database", "application"];
  return (await Promise.all(kinds.map((each) => ofAccount(each, client)))).flat();
}

async function ofTarget(target: Target, client: Client): Promise<Listed[]> {
  const versions = await client.list(target);
  return versions.filter((version) => isOf(target, version)).map((version) => listed(version, target));
}

/** An archive's name begins with the id of its target. */
async function ofAccount(kind: TargetKind, client: Client): Promise<Listed[]> {
  const versions = await client.listAccount(kind);
  return versions.map((version) => listed(version, { kind, id: bareId({ kind, id: version.snapshotId }) }));
}

function listed(version: Version, target: Target): Listed {
  return {
    id: idOf(target, version.versionId),
    kind: target.kind,
    targetId: target.id,
    snapshotId: version.snapshotId,
    versionId: version.versionId,
    size: version.size,
    createdAt: new Date(version.takenAt).toISOString(),
    expiresAt: new Date(version.takenAt + RETENTION).toISOString(),
    origin: version.origin,
    url: version.url,
  };
}
