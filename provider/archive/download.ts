import type { Clock } from "../api/clock";
import { reasonOf } from "../api/send";
import { type ArchiveBody, openStorage, type StorageAnswer } from "../api/storage";
import { type Log, spell } from "../log";
import { sweep } from "../memory";
import type { Archive } from "./archive";
import { DownloadError } from "./errors";
import { openPart, type Part } from "./part";
import { createProgress, type Progress, sayMB, sayShare } from "./progress";

/** What to download. */
export interface Source {
  /** What lines and errors call it, such as `database 3f…`. */
  name: string;
  /** Signed link. */
  url: string;
  /** Undefined where the link leads to whichever version is the newest. */
  versionId?: string | undefined;
  /** Bytes, as far as the listing tells; the storage knows better. */
  size?: number | undefined;
  /** Another link to the same archive, for when this one is refused; undefined where there is none any more. */
  renew?(): Promise<string | undefined>;
}

export interface Surroundings {
  clock: Clock;
  log: Log;
}

/** Tries in a row that bring no byte further than any before. */
const ATTEMPTS = 6;

/** The files that this process is downloading to. */
const going = new Set<string>();

/**
 * Downloads an archive to `path`, which holds what it held until the new one is whole and checked. Goes on where an
 * earlier try was cut off, and where a connection is cut for as long as that brings any further.
 * @throws DownloadError
 */
export async function downloadArchive(
  source: Source,
  path: string,
  surroundings: Surroundings,
): Promise<Archive> {
  if (going.has(path)) {
    const what = `${source.name}: ${path} is being downloaded to already`;
    throw new DownloadError("PLACE_IN_USE", what, "Give each archive a file of its own.", false);
  }
  going.add(path);
  try {
    return await downloadTo(path, source, surroundings);
  } finally {
    going.delete(path);
  }
}

async function downloadTo(path: string, source: Source, surroundings: Surroundings): Promise<Archive> {
  const part = await openPart(path, source.versionId);
  let keep = true;
  try {
    return await fill(part, path, source, surroundings);
  } catch (error) {
    keep = source.versionId !== undefined && !(error instanceof DownloadError && !error.isResumable);
    throw error;
  } finally {
    await part.close(keep);
  }
}

/** What is known of the archive from the answers so far. */
interface Known {
  total: number | undefined;
  etag: string | undefined;
}

async function fill(part: Part, path: string, source: Source, surroundings: Surroundings): Promise<Archive> {
  const { name, size: listed = 0 } = source;
  const { clock, log } = surroundings;
  const storage = openStorage(clock);
  const known: Known = { total: undefined, etag: undefined };
  const progress = createProgress(name, path, surroundings);
  const patience = createPatience(part.size());
  const link = createLink(source);
  log.info(`${name}: downloading the archive to ${path}${sayStart(part.size(), listed)}`);
  try {
    for (;;) {
      const answer = await storage.get(link.url(), part.size(), known.etag);
      if (answer.is === "refused") {
        await link.renew(answer.status);
        continue;
      }
      const why = await take(answer, part, known, source, progress);
      if (!why) break;
      const pause = patience.after(part.size());
      const where = sayShare(part.size(), known.total);
      if (pause === undefined) throw cut(why, name, where);
      log.info(`${name}: download cut off, ${why}, at ${where}; going on in ${spell(pause)}`);
      await clock.sleep(pause);
    }
  } finally {
    await storage.close();
  }
  const archive = await part.finish();
  progress.done(archive.size);
  return archive;
}

/** How long to wait before another try, once so many bytes are there; undefined where there should be none. */
function createPatience(size: number) {
  let furthest = size;
  let failures = 0;
  return {
    after(size: number): number | undefined {
      failures = size > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, size);
      return failures < ATTEMPTS ? 1_000 * 2 ** (failures - 1) : undefined;
    },
  };
}

/** The link of a source, or the one that has taken its place. */
function createLink({ name, url, renew }: Source) {
  let isRenewed = false;
  return {
    url: () => url,
    async renew(status: number): Promise<void> {
      const what = `${name}: the download link was refused (HTTP ${status})`;
      const remedy = "It has expired or is not whole: take a fresh one from the listing.";
      if (!renew || isRenewed) throw new DownloadError("LINK_REFUSED", what, remedy, true);
      isRenewed = true;
      const fresh = await renew();
      if (fresh === undefined) throw vanished(`${what}, and the listing has no other for this archive`);
      url = fresh;
    },
  };
}

type Usable = Exclude<StorageAnswer, { is: "refused" }>;

/** Takes what an answer brings; says why that is not all, or nothing where all is there. */
async function take(
  answer: Usable,
  part: Part,
  known: Known,
  { name, size: listed = 0 }: Source,
  progress: Progress,
): Promise<string> {
  switch (answer.is) {
    case "bytes":
      return (await append(answer, part, known, progress)) ?? missing(part, known, listed);
    case "past the end":
      if (answer.total === part.size()) return "";
      await part.reset();
      return "OTHER_SIZE";
    case "failed":
      return answer.why;
    case "gone":
      throw vanished(`${name}: the archive is not there any more (HTTP ${answer.status})`);
    case "useless":
      throw useless(answer.why, name);
    default:
      return answer satisfies never;
  }
}

/** Puts an answer's bytes behind those that are there, or starts over where they do not belong there; says why it has
 * ended before its end. */
async function append(
  { bytes, cancel, from, total, etag }: ArchiveBody,
  part: Part,
  known: Known,
  progress: Progress,
): Promise<string | undefined> {
  if (from !== part.size() || (from > 0 && isAnother(known, { total, etag }))) {
    await part.reset();
    known.total = undefined;
    known.etag = undefined;
  }
  if (from !== part.size()) {
    cancel();
    return "OTHER_BYTES";
  }
  known.total = total;
  known.etag = etag;
  try {
    for await (const chunk of bytes) {
      await part.add(chunk);
      sweep(chunk.length);
      progress.at(part.size(), known.total);
    }
    return undefined;
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    return reasonOf(error);
  }
}

function isAnother(known: Known, { total, etag }: Known): boolean {
  const isOfOtherSize = known.total !== undefined && total !== undefined && total !== known.total;
  return isOfOtherSize || (known.etag !== undefined && etag !== known.etag);
}

/** What a body that has come to its end lacks. Without a length of its own, the listing's tells. */
function missing(part: Part, known: Known, listed: number): string {
  const total = known.total ?? (listed > 0 ? listed : part.size());
  return part.size() === total ? "" : "OTHER_SIZE";
}

const vanished = (what: string) =>
  new DownloadError("VANISHED", what, "Square Cloud drops an archive 30 days after it was taken.", false);

const reasons: { [why: string]: [what: string, remedy: string] } = {
  NOT_A_LINK: ["the download link is no URL", "Give the whole link, as the listing has it."],
  INSECURE_LINK: [
    "the download link is not https",
    "Over plain http, whoever is on the way could read the archive: take a fresh link from the listing.",
  ],
  REDIRECT: [
    "the storage answered with a redirect, which is not followed",
    "A link is a secret that is meant for the address it names: take a fresh one from the listing.",
  ],
};

function useless(why: string, name: string): DownloadError {
  const [what, remedy] = reasons[why] ?? ["the storage refused the download", "Take a fresh link."];
  return new DownloadError(why, `${name}: ${what}`, remedy, true);
}

function cut(why: string, name: string, where: string): DownloadError {
  const what = `${name}: the download was cut off at ${where}, and ${ATTEMPTS} tries brought it no further`;
  return new DownloadError(why, what, "Check the network, then try again.", true);
}

/** Bytes that an earlier try has left are gone on with. */
function sayStart(size: number, listed: number): string {
  const going = size > 0 ? `, going on at ${sayMB(size)}` : "";
  return listed > 0 ? ` (${sayMB(listed)})${going}` : going;
}
