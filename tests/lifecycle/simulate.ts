import { inspect } from "node:util";
import { type Account, openAccount } from "../../provider/account";
import { createRestore } from "../../provider/restore/create";
import type { RestoreInputs, RestoreState } from "../../provider/restore/state";
import { updateRestore } from "../../provider/restore/update";
import { createSnapshot } from "../../provider/snapshot/create";
import { readSnapshot } from "../../provider/snapshot/read";
import {
  type FinishedSnapshot,
  isPending,
  type SnapshotInputs,
  type SnapshotState,
} from "../../provider/snapshot/state";
import { updateSnapshot } from "../../provider/snapshot/update";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";

export type RunOptions = {
  apiKey?: string;
  baseUrl?: URL;
  requestsPerMinute?: number;
  clockRate?: number;
};

/** One `pulumi up`: a process that knows nothing of the others, and what it said. */
export type Run = { account: Account; lines: string[] };

export type Cloud = Simulator & Run & { run(options?: RunOptions): Run };

export type Finished = SnapshotInputs & FinishedSnapshot;

const secrets = new Set<string>();
const said: string[] = [];
const logged: string[] = [];

afterEach(() => {
  const [lines, texts] = [logged.splice(0), said.splice(0)];
  expect(leaksIn([...lines, ...texts], secrets)).toEqual([]);
  expect(lines.filter((line) => !/\b(?:database|application) [a-f0-9]{32}/.test(line))).toEqual([]);
});

/** The texts that hold one of the secrets, or what looks like part of a signed link. */
export const leaksIn = (texts: readonly string[], secrets: Iterable<string>): string[] =>
  texts.filter(
    (text) =>
      /Signature|AWSAccessKeyId|\.zip\?/.test(text) || [...secrets].some((secret) => text.includes(secret)),
  );

/** A simulator and a first run against it. */
export async function simulate({
  run: runOptions = {},
  ...options
}: SimulatorOptions & { run?: RunOptions } = {}): Promise<Cloud> {
  const { rate = 60 } = options;
  const cloud = await startSimulator({ requestsPerMinute: 60, ...options, rate });
  const run = (changes: RunOptions = {}): Run => {
    const { apiKey = cloud.apiKey, ...rest } = { ...runOptions, ...changes };
    for (const secret of [apiKey, apiKey.slice(apiKey.indexOf("-") + 1)]) secrets.add(secret);
    const lines: string[] = [];
    const write = (line: string) => {
      lines.push(line);
      logged.push(line);
    };
    const configuration = {
      apiKey,
      baseUrl: new URL(cloud.url),
      requestsPerMinute: 30,
      clockRate: rate,
      isClockRateIgnored: false,
      ...rest,
    };
    return { account: openAccount(configuration, write), lines };
  };
  return { ...cloud, ...run(), run };
}

export async function create(
  inputs: SnapshotInputs,
  account: Account,
): Promise<{ id: string; outs: Finished }> {
  const { id, outs } = await watched(createSnapshot(inputs, account));
  return { id, outs: finishedIn(outs) };
}

export async function update(
  id: string,
  olds: SnapshotState,
  news: SnapshotInputs,
  account: Account,
): Promise<Finished> {
  return finishedIn((await watched(updateSnapshot(id, olds, news, () => account))).outs);
}

export async function read(state: SnapshotState, account: Account): Promise<SnapshotState> {
  return watched(readSnapshot(state, account));
}

/** Creates a SnapshotRestore. */
export async function restore(
  inputs: RestoreInputs,
  account: Account,
): Promise<{ id: string; outs: RestoreState }> {
  const created = await watched(createRestore(inputs, account));
  said.push(JSON.stringify(created));
  return created;
}

/** Updates a SnapshotRestore. */
export async function goOn(
  id: string,
  olds: RestoreState,
  news: RestoreInputs,
  account: Account,
): Promise<RestoreState> {
  const { outs } = await watched(updateRestore(id, olds, news, () => account));
  said.push(JSON.stringify(outs));
  return outs;
}

export function finishedIn(state: SnapshotState): Finished {
  if (isPending(state)) throw new Error(`the snapshot is ${state.status}`);
  secrets.add(state.key).add(new URLSearchParams(state.key).get("Signature") ?? state.key);
  return state;
}

async function watched<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const shown = withoutStored(error);
    said.push(inspect(shown, { showHidden: true, depth: 9 }), JSON.stringify(shown), String(error));
    throw error;
  }
}

/** What a partial resource has the engine store is no leak: it encrypts the link. */
function withoutStored(error: unknown): unknown {
  if (!(error instanceof Error && "properties" in error)) return error;
  const { url, key, ...properties } = Object(error.properties);
  return { ...error, properties, message: error.message, stack: error.stack, cause: error.cause };
}

/** What a run left unfinished: a partial resource, as the engine would store it. */
export type Left<State = SnapshotState> = Error & { id: string; properties: State; reasons: string[] };

/** The partial resource that a piece of work ends with. */
export async function leftBy<State = SnapshotState>(work: Promise<unknown>): Promise<Left<State>> {
  const error = await errorOf(work);
  expect(error).toMatchObject({ id: expect.any(String), properties: expect.anything() });
  return error as Left<State>;
}

/** The error that a piece of work ends with. */
export async function errorOf(work: Promise<unknown>): Promise<Error> {
  const outcome = await work.then(
    () => "it succeeded",
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error(`expected an error, but ${outcome}`);
}

/** Waits until something has happened that another call brings about. */
export async function happened(is: () => boolean, { clock }: Account): Promise<void> {
  while (!is()) await clock.sleep(100);
}

/** POSTs that started a snapshot. */
export const accepted = (cloud: Simulator, target?: string) =>
  cloud.requests("create", target).filter(({ status }) => status === 200 || status === 202);

/** Simulated seconds from each request to the next. */
export const gaps = (requests: readonly { at: Date }[]): number[] =>
  requests.slice(1).map(({ at }, i) => (at.getTime() - (requests[i]?.at.getTime() ?? 0)) / 1_000);
