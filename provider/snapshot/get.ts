import type { Account } from "../account";
import type { Target } from "../api/target";
import { isOf } from "../api/version";
import { commonRules } from "../rules";
import { type FinishedSnapshot, finished, type SnapshotInputs } from "./state";

/** Reads a snapshot that no state knows yet, by its id.
 * @throws where the id is none, or the listing does not show it. */
export async function getSnapshot(
  id: string,
  inputs: SnapshotInputs,
  { listing }: Account,
): Promise<SnapshotInputs & FinishedSnapshot> {
  const { target, versionId } = partsOf(id);
  const versions = await listing.versions(target);
  const version = versions.find((one) => isOf(target, one) && one.versionId === versionId);
  if (version) return finished(inputs, version);
  throw new Error(
    `There is no snapshot ${id}: it may be past its 30 days, or so new that the listing, which can be 30 minutes old, ` +
      "does not show it yet.",
  );
}

function partsOf(id: string): { target: Target; versionId: string } {
  const [, plural, targetId = "", versionId = ""] =
    /^(databases|applications)\/([^/]+)\/(.+)$/.exec(id) ?? [];
  const kind = plural === "databases" ? "database" : "application";
  const wrong = commonRules[kind === "database" ? "databaseId" : "applicationId"](targetId);
  if (!plural || wrong) {
    throw new Error(
      `"${id}" is no snapshot's id: it is databases/<id>/<versionId> or applications/<id>/<versionId>.`,
    );
  }
  return { target: { kind, id: targetId }, versionId };
}
