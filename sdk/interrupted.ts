import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";

/** What an attempt that an earlier run was killed in was to restore, as the state has it. */
export type Interrupted = { [name: string]: unknown };

interface PendingOperation {
  type: string;
  resource: { urn: string; inputs?: Interrupted };
}

/** A large stack's state. */
const MAX_STATE = 1024 ** 3;

/** The inputs that make up an intention. */
const INTENTION = ["databaseId", "applicationId", "snapshotId", "versionId", "triggers"];

/** Marks what a state does not hold as plain JSON, such as secrets. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const operations = new WeakMap<pulumi.Resource, Promise<PendingOperation[]>>();

/** What earlier runs were killed over while they created one of these resources: the engine notes it in the state before
 * it calls create, and tells no provider. Asks `pulumi stack export`, once per program. */
export async function interruptedAttempts(urns: readonly string[]): Promise<Interrupted[]> {
  const attempts = (await pendingCreates()).filter(({ resource }) => urns.includes(resource.urn));
  return attempts.flatMap(({ resource: { inputs } }) => (inputs ? [intentionIn(inputs)] : []));
}

const intentionIn = (inputs: Interrupted): Interrupted =>
  Object.fromEntries(
    INTENTION.flatMap((name) => (name in inputs ? [[name, withoutSecrets(inputs[name])]] : [])),
  );

/** A secret's place is taken by the signature alone: the engine refuses a program's input that holds one as the state
 * has it. */
function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return SIGNATURE;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner)]));
}

/** Asked for once per program: with the Automation API one process can run many. */
function pendingCreates(): Promise<PendingOperation[]> {
  const program = pulumi.runtime.getStackResource();
  const asked = (program && operations.get(program)) ?? readPendingCreates();
  if (program) operations.set(program, asked);
  return asked;
}

async function readPendingCreates(): Promise<PendingOperation[]> {
  const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    const args = ["stack", "export", "--stack", stack];
    const { stdout } = await promisify(execFile)("pulumi", args, { maxBuffer: MAX_STATE });
    const pending: PendingOperation[] = JSON.parse(stdout).deployment?.pending_operations ?? [];
    return pending.filter(({ type }) => type === "creating");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : "no state";
    await pulumi.log.warn(
      `\`pulumi stack export\` could not be run (${why}), so it is not known whether an earlier run was killed in the ` +
        "middle of a restore. If one was, look at its target before this run restores again.",
    );
    return [];
  }
}
