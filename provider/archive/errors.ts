/** Why an archive is not on the disk. Holds no link, so there is nothing to redact. */
export class DownloadError extends Error {
  override readonly name: string = "DownloadError";
  constructor(
    /** Such as `LINK_REFUSED`, or the operating system's, such as `ENOSPC`. */
    readonly code: string,
    readonly what: string,
    readonly remedy: string,
    /** Whether another try could go on from the bytes that are there. */
    readonly isResumable: boolean,
  ) {
    super(`${what}: ${code}. ${remedy}`);
  }
}

const remedies: { [code: string]: [what: string, remedy: string] } = {
  ENOSPC: ["the disk is full", "Make room; what was downloaded so far has been removed."],
  EDQUOT: ["the disk quota is used up", "Make room; what was downloaded so far has been removed."],
  EFBIG: ["the file is larger than this disk or user may have", "Choose another place."],
  EACCES: ["this user may not write there", "Choose another place, or change its permissions."],
  EPERM: ["this user may not write there", "Choose another place, or change its permissions."],
  EROFS: ["the disk is read-only", "Choose another place."],
  ENOTDIR: ["a part of the path is a file, not a folder", "Choose another place."],
  EEXIST: ["a part of the path is a file, not a folder", "Choose another place."],
  EISDIR: [
    "there is a folder of that name",
    "End the path in a separator to put the archive into the folder.",
  ],
  ENAMETOOLONG: ["the name is too long", "Choose a shorter one."],
};

/** Does something on the disk; what fails says where and what to do. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error) ?? "DISK_ERROR";
    const [what, remedy] = remedies[code] ?? [
      "it cannot be written",
      "Check the disk, or choose another place.",
    ];
    throw new DownloadError(code, `${path}: ${what}`, remedy, !["ENOSPC", "EDQUOT", "EFBIG"].includes(code));
  }
}

/** The operating system's code. */
export function codeOf(error: unknown): string | undefined {
  const isCoded = typeof error === "object" && error !== null && "code" in error;
  return isCoded && typeof error.code === "string" ? error.code : undefined;
}
