import type { Account } from "../account";
import { describe } from "../api/target";
import { type Archive, conditionOf } from "../archive/archive";
import { downloadArchive } from "../archive/download";
import { DownloadError } from "../archive/errors";
import { archiveName, openPlace } from "../archive/place";
import { partial } from "../partial";
import { serverNow } from "../serverNow";
import { targetOf } from "../target";
import type { FinishedSnapshot, SnapshotInputs } from "./state";

type Finished = SnapshotInputs & FinishedSnapshot;

/**
 * The snapshot with the local copy that its inputs ask for: `known` where that is at its place, else one that is
 * downloaded. One that has expired keeps what it has.
 * @throws a partial resource where the copy cannot be had: the snapshot is there, and the next run goes on.
 */
export async function withCopy(
  id: string,
  snapshot: Finished,
  known: Archive | undefined,
  account: Account,
): Promise<Finished> {
  if (snapshot.downloadTo === undefined) return snapshot;
  const name = describe(targetOf(snapshot));
  if (hasExpired(snapshot, account)) {
    account.log.warn(
      `${name}: the snapshot of ${snapshot.createdAt} has expired, and cannot be downloaded any more`,
    );
    return { ...snapshot, status: "expired", ...(known && { archive: known }) };
  }
  let { url, key } = snapshot;
  async function renew(): Promise<string | undefined> {
    const versions = await account.client.list(targetOf(snapshot));
    const version = versions.find(({ versionId }) => versionId === snapshot.versionId);
    if (version) ({ url, key } = version);
    return version?.url;
  }
  try {
    const path = await placeOf(snapshot, snapshot.downloadTo);
    claim(path, snapshot, account);
    const moved = known && { ...known, path };
    if (moved && (await conditionOf(moved)) === "intact") return { ...snapshot, archive: moved };
    const { versionId, size } = snapshot;
    const archive = await downloadArchive({ name, url, versionId, size, renew }, path, account);
    return { ...snapshot, url, key, archive };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw partial(
      id,
      { ...snapshot, url, key },
      `${name}: the snapshot of ${snapshot.createdAt} is there, and its local copy is not. ${why} The next ` +
        "`pulumi up` goes on with the copy, and asks for no other snapshot. Where it cannot be had any more, take " +
        "`downloadTo` away, or change `triggers` to take a new snapshot.",
    );
  }
}

const placeOf = async (snapshot: Finished, downloadTo: string) =>
  (await openPlace(downloadTo)).fileFor(archiveName(targetOf(snapshot).id, snapshot.createdAt));

/** A replaced snapshot gives its file to its successor, in a later run; two of one run would take it from each other
 * for ever. */
function claim(path: string, { versionId }: Finished, { copies }: Account): void {
  if ((copies.get(path) ?? versionId) !== versionId) {
    const what = `${path}: another Snapshot of this stack downloads to the same file`;
    throw new DownloadError("PLACE_IN_USE", what, "Give each a file of its own, or all a folder.", false);
  }
  copies.set(path, versionId);
}

export const hasExpired = ({ status, expiresAt }: FinishedSnapshot, account: Account) =>
  status === "expired" || Date.parse(expiresAt) <= serverNow(account);

/** The snapshot without a copy that is no longer what was downloaded. */
export async function withoutLostCopy(snapshot: Finished, { log }: Account): Promise<Finished> {
  const { archive, ...rest } = snapshot;
  if (archive === undefined) return snapshot;
  const condition = await conditionOf(archive);
  if (condition === "intact") return snapshot;
  log.warn(
    `${describe(targetOf(snapshot))}: the local copy ${archive.path} is ${condition}; ${whatNext(rest)}`,
  );
  return rest;
}

function whatNext({ status, downloadTo }: Omit<Finished, "archive">): string {
  if (status === "available" && downloadTo !== undefined) return "the next `pulumi up` downloads it again";
  return "it cannot be downloaded any more, as the snapshot has expired";
}
