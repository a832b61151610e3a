import type { Archive } from "../provider/archive/archive";

export type { Archive };

/** What `downloadSnapshot` can do without. */
export interface DownloadOptions {
  /** Takes the lines that tell how far the download is: where it begins, is cut off and ends, and one a minute at most
   * between. They hold no link. Default: nobody does. */
  log?: (line: string) => void;
  /** When the snapshot was finished, as `createdAt` of a `Snapshot` or of a `SnapshotInfo`: names the file in a folder. */
  createdAt?: string;
}

/**
 * Downloads a snapshot's archive from its signed link to the file `path`, for scripts; needs no API key and no Pulumi
 * engine. In a program, prefer `downloadTo` of a `Snapshot`: this one runs in previews, too.
 *
 * ```ts
 * const { sha256 } = await downloadSnapshot(url, "backups/before.zip", { log: console.error });
 * ```
 *
 * What is at `path` is replaced in one step once the archive is whole, a zip, and on the disk; only its owner may read
 * it. Cut connections are gone on with, and so is what an earlier call has left beside it (`….part`), where the link
 * names its version.
 *
 * @param url The link: `url` of a `Snapshot` or of a `SnapshotInfo`. Sent over https alone, but on this machine.
 * @param path A file, or with `createdAt` a folder (there is one, or the path ends in `/`), in which the file is
 * `<target>-<createdAt>.zip`; from the working directory on. Missing folders are made.
 * @throws an `Error` with a `code`: `LINK_REFUSED` (expired), `VANISHED`, `NOT_A_ZIP`, `INSECURE_LINK`, `NOT_A_LINK`,
 * `REDIRECT`, `PLACE_IN_USE`; the disk's, such as `ENOSPC`, or `EISDIR` for a folder without `createdAt`; the network's or the storage's, such as
 * `HTTP_503`, which is tried six times before it is thrown.
 */
export async function downloadSnapshot(
  url: string,
  path: string,
  { log = () => undefined, createdAt }: DownloadOptions = {},
): Promise<Archive> {
  // Here, so that a program that imports the package does not load undici.
  const { downloadLink }: typeof import("../provider/archive/link") = require("../provider/archive/link");
  return downloadLink(url, path, log, createdAt);
}
