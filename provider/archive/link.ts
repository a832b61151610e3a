import { basename } from "node:path";
import { systemClock } from "../api/clock";
import { clockFrom } from "../configuration";
import { createLog } from "../log";
import type { Archive } from "./archive";
import { downloadArchive } from "./download";
import { DownloadError } from "./errors";
import { openPlace } from "./place";

/** Downloads what a signed link leads to, for which it needs neither an account nor Pulumi.
 * @throws DownloadError */
export async function downloadLink(
  url: string,
  path: string,
  write: (line: string) => void,
): Promise<Archive> {
  const link = URL.canParse(url) ? new URL(url) : undefined;
  const { isFolder, fileFor } = await openPlace(path);
  if (isFolder) {
    const remedy = "A link does not tell when its snapshot was taken: name the file.";
    throw new DownloadError("EISDIR", `${path}: is a folder`, remedy, false);
  }
  const clock = systemClock(link && clockFrom(process.env, link).clockRate);
  const name = link ? `archive ${basename(link.pathname, ".zip")}` : "archive";
  const versionId = link?.searchParams.get("versionId") ?? undefined;
  return downloadArchive({ name, url, versionId }, fileFor(""), { clock, log: createLog(clock, write) });
}
