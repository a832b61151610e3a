import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sweep } from "../memory";
import type { Archive } from "./archive";
import { DownloadError, onDisk } from "./errors";

/** An archive on its way: lies beside its place until it is whole and checked. */
export interface Part {
  /** Bytes that are there. */
  size(): number;
  /** @throws DownloadError for bytes that cannot be written, or that are no zip's */
  add(chunk: Uint8Array): Promise<void>;
  /** Starts over with nothing. */
  reset(): Promise<void>;
  /** Puts it into its place, and over what is there, in one step. */
  finish(): Promise<Archive>;
  /** Closes it; what is there stays for another try if it is asked to. */
  close(keep: boolean): Promise<void>;
}

const MAGIC = Buffer.from("PK\x03\x04");
/** A link planted at the part's name is not followed; Windows has no such flag. */
const FLAGS = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
/** An archive is a whole database. */
const OWNER_ONLY = 0o600;

/** The part of an archive that is to be at `path`. One that an earlier run has left is gone on with if it is of the
 * same version, which its name tells; one of another version is removed. Without a version it always starts anew. */
export async function openPart(path: string, versionId: string | undefined): Promise<Part> {
  const partPath = partOf(path, versionId);
  return onDisk(path, async () => {
    await removeOthers(path, partPath);
    const file = await open(partPath, FLAGS, OWNER_ONLY);
    try {
      await file.chmod(OWNER_ONLY);
      const part = createPart(path, partPath, file);
      if (versionId === undefined || !(await part.takeOver())) await part.reset();
      return part;
    } catch (error) {
      await file.close();
      throw error;
    }
  });
}

function partOf(path: string, versionId: string | undefined): string {
  const version = versionId === undefined ? "" : `.${digest(versionId).slice(0, 16)}`;
  return `${path}${version}.part`;
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

async function removeOthers(path: string, partPath: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  const names = (await readdir(dirname(path))).filter((name) => name.startsWith(prefix));
  const parts = names.filter((name) => /^(?:[0-9a-f]{16}\.)?part$/.test(name.slice(prefix.length)));
  const others = parts.filter((name) => name !== basename(partPath));
  await Promise.all(others.map((name) => rm(join(dirname(path), name), { force: true })));
}

function createPart(
  path: string,
  partPath: string,
  file: FileHandle,
): Part & { takeOver(): Promise<boolean> } {
  let hash = createHash("sha256");
  let head = Buffer.alloc(0);
  let size = 0;

  function note(chunk: Uint8Array): void {
    hash.update(chunk);
    if (head.length < MAGIC.length) head = Buffer.concat([head, chunk]).subarray(0, MAGIC.length);
    size += chunk.length;
  }

  /** So far, as the first bytes may come one by one. */
  const isZip = () => head.equals(MAGIC.subarray(0, head.length));

  function notZip(): DownloadError {
    const remedy = "What is in its place is as it was. If this happens again, tell Square Cloud's support.";
    return new DownloadError("NOT_A_ZIP", `${path}: what the link leads to is no zip archive`, remedy, false);
  }

  async function write(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, done, chunk.length - done, size + done);
      done += bytesWritten;
    }
  }

  async function reset(): Promise<void> {
    await onDisk(path, () => file.truncate(0));
    hash = createHash("sha256");
    head = Buffer.alloc(0);
    size = 0;
  }

  return {
    size: () => size,
    async takeOver() {
      for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
        note(chunk);
        sweep(chunk.length);
      }
      return isZip();
    },
    async add(chunk) {
      await onDisk(path, () => write(chunk));
      note(chunk);
      if (!isZip()) throw notZip();
    },
    reset,
    async finish() {
      if (!head.equals(MAGIC)) throw notZip();
      await onDisk(path, async () => {
        await file.sync();
        await file.close();
        await rename(partPath, path);
      });
      return { path, size, sha256: hash.digest("hex") };
    },
    async close(keep) {
      await file.close();
      if (!keep || size === 0) await rm(partPath, { force: true });
    },
  };
}
