import {
  commonRules,
  type Failure,
  failuresOf,
  isUnknown,
  normalized,
  oneOf,
  type RawInputs,
  type Rules,
} from "../rules";
import { areKnown, sameAttempt, samePoint, sameTarget, sameTriggers } from "./attempt";

export interface Checked {
  inputs: RawInputs;
  failures: Failure[];
  /** What a preview cannot decide yet, and `pulumi up` will. */
  warnings: string[];
}

const rules: Rules = {
  ...commonRules,
  snapshotId: id,
  versionId: id,
  safetySnapshot: (value) => (typeof value === "boolean" ? undefined : "must be true or false"),
  onUnknownOutcome: oneOf("fail", "assumeRestored", "retry"),
};

function id(value: unknown): string | undefined {
  const isGiven = typeof value === "string" && value !== "";
  return isGiven ? undefined : "must be an id, as a Snapshot's outputs or a listing give it";
}

const REMEDIES =
  "Change `triggers` to restore this snapshot now, or set the resource option " +
  '`ignoreChanges: ["snapshotId", "versionId"]` to leave the data as it is.';

/** The error of an attempt whose outcome nobody knows. */
export const describeUnknown = (what: string) =>
  `${what}, so nobody knows whether live data was overwritten, and restoring again would throw away what was written ` +
  'since. Look at the target, then set `onUnknownOutcome` to "assumeRestored" to leave it as it is or to "retry" to ' +
  "restore again, or change `triggers`.";

/** A SnapshotRestore's inputs in one spelling, what is wrong with them, and what a person must decide first. */
export function checkRestore(olds: RawInputs, news: RawInputs): Checked {
  const inputs = normalized(news);
  const { interrupted: _, ...given } = inputs;
  const missing = ["snapshotId", "versionId"].filter((name) => inputs[name] === undefined);
  const failures = [
    ...failuresOf(given, rules),
    ...missing.map((property) => ({ property, reason: "is required" })),
  ];
  if (failures.length > 0) return { inputs, failures, warnings: [] };
  const isNew = olds.snapshotId === undefined;
  const { databaseId, applicationId, triggers } = inputs;
  const mayBeKept = !isNew && sameTarget(olds, inputs) && sameTriggers(olds, inputs);
  if (mayBeKept && areKnown(databaseId, applicationId, triggers)) return checkKept(olds, inputs);
  const checked = checkNew(inputs);
  return mayBeKept ? { ...checked, warnings: [...checked.warnings, ...warningsOfUnknown(inputs)] } : checked;
}

/** What a preview cannot show as a replacement yet. */
const warningsOfUnknown = (inputs: RawInputs) =>
  ["databaseId", "applicationId", "triggers"]
    .filter((name) => !areKnown(inputs[name]))
    .map(
      (name) =>
        `\`${name}\` is not known before \`pulumi up\`. If it changes, live data is overwritten again.`,
    );

/** The same target and triggers: what was restored stays, so another snapshot needs a word from the user. */
function checkKept(olds: RawInputs, news: RawInputs): Checked {
  const { interrupted: _, ...inputs } = news;
  if (!samePoint(olds, inputs)) {
    const property = olds.snapshotId === inputs.snapshotId ? "versionId" : "snapshotId";
    const reason = `changed, and \`triggers\` did not, so it is not said whether to overwrite live data again. ${REMEDIES}`;
    return { inputs, failures: [{ property, reason }], warnings: [] };
  }
  const mayChange = isUnknown(inputs.snapshotId) || isUnknown(inputs.versionId);
  const warning = `The snapshot to restore will be another one. If it is, \`pulumi up\` fails here. ${REMEDIES}`;
  return { inputs, failures: [], warnings: mayChange ? [warning] : [] };
}

/** A restore that is to be sent, unless an earlier run was killed over the very same. */
function checkNew(news: RawInputs): Checked {
  const inputs = withMatching(news);
  if (!inputs.interrupted || (inputs.onUnknownOutcome ?? "fail") !== "fail") {
    return { inputs, failures: [], warnings: [] };
  }
  if (areKnown(inputs)) {
    return { inputs, failures: [{ property: "onUnknownOutcome", reason: KILLED }], warnings: [] };
  }
  return { inputs, failures: [], warnings: [`If it is for the same snapshot: ${KILLED}`] };
}

/** With only those interrupted attempts that are, or may be, at the same restore. */
function withMatching({ interrupted, ...inputs }: RawInputs): RawInputs {
  const attempts = Array.isArray(interrupted) ? interrupted : [];
  const matching = attempts.filter((attempt) => sameAttempt(attempt, inputs));
  return matching.length === 0 ? inputs : { ...inputs, interrupted: matching };
}

const KILLED = [
  describeUnknown("An earlier run was killed over this restore"),
  "The record is a pending operation in the stack's state; `pulumi refresh --clear-pending-creates` removes it, and the",
  "next `pulumi up` then restores.",
].join(" ");
