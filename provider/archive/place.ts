import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { onDisk } from "./errors";

/** Where archives go. */
export interface Place {
  isFolder: boolean;
  /** The file for an archive, which is called `name` where the place is a folder. Absolute. */
  fileFor(name: string): string;
}

/**
 * Where `downloadTo` leads, with its folders made and found to be writable: a path that ends in a separator, or at
 * which a folder is, is a folder, and anything else a file. A relative one begins at the working directory.
 * @throws DownloadError
 */
export async function openPlace(downloadTo: string): Promise<Place> {
  const path = resolve(downloadTo);
  const isFolder = endsInSeparator(downloadTo) || (await isFolderAt(path));
  const folder = isFolder ? path : dirname(path);
  await onDisk(folder, async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  });
  return { isFolder, fileFor: (name) => (isFolder ? join(path, name) : path) };
}

const endsInSeparator = (path: string) => path.endsWith("/") || path.endsWith(sep);

const isFolderAt = (path: string) =>
  stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  );

/** `<target>-<createdAt>.zip`, without the colons that Windows refuses: `…-2026-11-22T130503Z.zip`. */
export const archiveName = (targetId: string, createdAt: string) =>
  `${targetId}-${createdAt.replace(/:|\.\d+/g, "")}.zip`;
