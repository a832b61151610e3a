import { isUnknown, type RawInputs } from "../rules";

/** What marks a secret in an exported state, and what the sdk puts in the place of one. */
const SECRET = "4dabf18193072939515e22adb298388d";

/** Whether two sets of inputs are one intention: the same target, snapshot, version and triggers. What cannot be compared,
 * as it is secret or not known yet, is held to be equal: in doubt, nothing is restored. */
export const sameAttempt = (a: RawInputs, b: RawInputs) =>
  sameTarget(a, b) && samePoint(a, b) && sameTriggers(a, b);

export const sameTarget = (a: RawInputs, b: RawInputs) =>
  alike(bare(a.databaseId), bare(b.databaseId)) && alike(bare(a.applicationId), bare(b.applicationId));

export const samePoint = (a: RawInputs, b: RawInputs) =>
  alike(a.snapshotId, b.snapshotId) && alike(a.versionId, b.versionId);

export const sameTriggers = (a: RawInputs, b: RawInputs) => alike(a.triggers ?? [], b.triggers ?? []);

/** Whether a preview knows all of these values already. */
export const areKnown = (...values: unknown[]) => !holdsUnknown(values);

/** An application's id without its workspace. */
const bare = (id: unknown) => (typeof id === "string" && !isUnknown(id) ? id.slice(0, 32) : id);

function alike(a: unknown, b: unknown): boolean {
  if ([a, b].some((value) => isUnknown(value) || isSecret(value))) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => alike(a[name], b[name]));
}

function holdsUnknown(value: unknown): boolean {
  return isUnknown(value) || (isObject(value) && Object.values(value).some(holdsUnknown));
}

const isObject = (value: unknown): value is RawInputs => typeof value === "object" && value !== null;

const isSecret = (value: unknown) => value === SECRET || (isObject(value) && SECRET in value);
