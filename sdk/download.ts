import type { Archive } from "../provider/archive/archive";

export type { Archive };

export interface DownloadOptions {
  /** Takes the lines that tell how far the download is. Default: nobody does. */
  log?: (line: string) => void;
}

/**
 * Downloads a snapshot's archive from its signed link to the file `path`, for scripts; needs no API key and no Pulumi
 * engine. In a program, prefer `downloadTo` of a `Snapshot`: this one runs in previews, too.
 *
 * ```ts
 * const { sha256 } = await downloadSnapshot(url, "backups/before.zip");
 * ```
 *
 * What is at `path` is replaced in one step once the archive is whole, a zip, and on the disk; only its owner may read
 * it. Cut connections are gone on with, and so is what an earlier call has left beside it (`….part`), where the link
 * names its version. @throws an `Error` whose `code` is such as `LINK_REFUSED`, `VANISHED`, `NOT_A_ZIP` or `ENOSPC`.
 */
export async function downloadSnapshot(
  url: string,
  path: string,
  { log = () => undefined }: DownloadOptions = {},
): Promise<Archive> {
  // Here, so that a program that imports the package does not load undici.
  const { downloadLink }: typeof import("../provider/archive/link") = require("../provider/archive/link");
  return downloadLink(url, path, log);
}
