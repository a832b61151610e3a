import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { because } from "./failure.mjs";

const DRAFT = ".draft-";
const DRAFT_LIVES_MS = 24 * 60 * 60 * 1000;

/** @returns {string} the folder that all checkouts of this user share */
export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || platformCache(), "pulumi-squarecloud");
}

function platformCache() {
  switch (process.platform) {
    case "win32":
      return process.env.LOCALAPPDATA || join(homedir(), "AppData", "Local");
    case "darwin":
      return join(homedir(), "Library", "Caches");
    default:
      return join(homedir(), ".cache");
  }
}

/**
 * The folder `name` in the cache. Where it is missing or fails its check, it is made in a draft beside its place and
 * renamed, so that nobody ever sees half of it; of two who make it at once, the second uses the first one's.
 *
 * @param {string} name
 * @param {{ check: (folder: string) => Promise<void>, make: (draft: string) => Promise<void> }} how
 * @returns {Promise<string>}
 */
export async function kept(name, { check, make }) {
  const place = join(cacheFolder(), name);
  if (await isGood(place, check)) return place;

  await mkdir(cacheFolder(), { recursive: true });
  await sweep();
  const draft = await mkdtemp(place + DRAFT);
  try {
    await make(draft);
    await check(draft);
    await settle(draft, place);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return place;
}

/**
 * @param {string} place
 * @param {(folder: string) => Promise<void>} check
 */
async function isGood(place, check) {
  if (!existsSync(place)) return false;
  try {
    await check(place);
    return true;
  } catch (error) {
    console.error(`${place} is damaged and is made anew: ${because(error)}`);
    await rm(place, { recursive: true, force: true });
    return false;
  }
}

/**
 * @param {string} draft
 * @param {string} place
 */
async function settle(draft, place) {
  try {
    await rename(draft, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  }
}

/** Removes what interrupted set-ups have left. */
async function sweep() {
  for (const entry of await readdir(cacheFolder())) {
    if (!entry.includes(DRAFT)) continue;
    const folder = join(cacheFolder(), entry);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > DRAFT_LIVES_MS) await rm(folder, { recursive: true, force: true });
  }
}
