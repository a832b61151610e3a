import { basename } from "node:path";
import { systemClock } from "../api/clock";
import { clockFrom } from "../configuration";
import { createLog } from "../log";
import type { Archive } from "./archive";
import { downloadArchive } from "./download";
import { DownloadError } from "./errors";
import { archiveName, openPlace } from "./place";

/** Downloads what a signed link leads to, for which it needs neither an account nor Pulumi.
 * @throws DownloadError */
export async function downloadLink(
  url: string,
  path: string,
  write: (line: string) => void,
  createdAt?: string,
): Promise<Archive> {
  const link = URL.canParse(url) ? new URL(url) : undefined;
  const snapshotId = link && basename(link.pathname, ".zip");
  const { isFolder, fileFor } = await openPlace(path);
  if (isFolder && (snapshotId === undefined || createdAt === undefined)) {
    const remedy = "A link does not tell when its snapshot was taken: give `createdAt`, or name the file.";
    throw new DownloadError("EISDIR", `${path}: is a folder`, remedy, false);
  }
  const file = fileFor(archiveName(snapshotId?.slice(0, 32) ?? "", createdAt ?? ""));
  const clock = systemClock(link && clockFrom(process.env, link).clockRate);
  const name = snapshotId === undefined ? "archive" : `archive ${snapshotId}`;
  const versionId = link?.searchParams.get("versionId") ?? undefined;
  return downloadArchive({ name, url, versionId }, file, { clock, log: createLog(clock, write) });
}
