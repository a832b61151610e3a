import type { Account } from "../../provider/account";
import { isPartial } from "../../provider/partial";
import { checkRestore } from "../../provider/restore/check";
import { createRestore } from "../../provider/restore/create";
import { diffRestore } from "../../provider/restore/diff";
import type { RestoreInputs, RestoreState } from "../../provider/restore/state";
import { updateRestore } from "../../provider/restore/update";
import type { Failure } from "../../provider/rules";
import { checkSnapshot } from "../../provider/snapshot/check";
import { createSnapshot } from "../../provider/snapshot/create";
import { diffSnapshot } from "../../provider/snapshot/diff";
import { readSnapshot } from "../../provider/snapshot/read";
import type { SnapshotInputs, SnapshotState } from "../../provider/snapshot/state";
import { updateSnapshot } from "../../provider/snapshot/update";

/** What a resource's door does for the engine, with the account of one run. */
interface Lifecycle<Inputs, State> {
  check(olds: Inputs | undefined, news: Inputs): Failure[];
  diff(olds: State, news: Inputs): { changes: boolean; replaces: string[] };
  create(inputs: Inputs, account: Account): Promise<{ id: string; outs: State }>;
  update(id: string, olds: State, news: Inputs, account: Account): Promise<{ outs: State }>;
  read(state: State, account: Account): Promise<State>;
}

export const snapshotLifecycle: Lifecycle<SnapshotInputs, SnapshotState> = {
  check: (_olds, news) => checkSnapshot({ ...news }).failures,
  diff: diffSnapshot,
  create: createSnapshot,
  update: (id, olds, news, account) => updateSnapshot(id, olds, news, () => account),
  read: readSnapshot,
};

export const restoreLifecycle: Lifecycle<RestoreInputs, RestoreState> = {
  check: (olds, news) => checkRestore({ ...olds }, { ...news }).failures,
  diff: (olds, news) => diffRestore(olds, news),
  create: createRestore,
  update: (id, olds, news, account) => updateRestore(id, olds, news, () => account),
  read: async (state) => state,
};

/** What the state keeps of a resource. */
interface Held<Inputs, State> {
  id: string;
  inputs: Inputs;
  state: State;
  /** The last create or update ended with a partial resource: the next run updates it, whatever diff says. */
  isUnfinished: boolean;
}

/** One resource in a stack. What it does that is not the provider's is what docs/dynamic-providers.md says of Pulumi's. */
export interface Engine<Inputs, State> {
  state(): State | undefined;
  /** Rejects with what ended the run. */
  up(inputs: Inputs, account: Account): Promise<void>;
  /** Rejects with what ended the run. */
  refresh(account: Account): Promise<void>;
}

export function createEngine<Inputs, State extends object>(
  lifecycle: Lifecycle<Inputs, State>,
): Engine<Inputs, State> {
  let held: Held<Inputs, State> | undefined;

  async function change(inputs: Inputs, account: Account): Promise<{ id: string; outs: State } | undefined> {
    const [failure] = lifecycle.check(held?.inputs, inputs);
    if (failure) throw new Error(`property ${failure.property} has a problem: ${failure.reason}`);
    if (!held) return lifecycle.create(inputs, account);
    const { id, state, isUnfinished } = held;
    const { changes, replaces } = lifecycle.diff(state, inputs);
    if (replaces.length > 0) return lifecycle.create(inputs, account);
    if (!changes && !isUnfinished) return undefined;
    return { id, ...(await lifecycle.update(id, state, inputs, account)) };
  }

  return {
    state: () => held?.state,
    async up(inputs, account) {
      try {
        const changed = await change(inputs, account);
        if (changed) held = { id: changed.id, inputs, state: stored(changed.outs), isUnfinished: false };
      } catch (error) {
        if (isPartial(error)) {
          held = { id: error.id, inputs, state: stored(error.properties), isUnfinished: true };
        }
        throw error;
      }
    },
    async refresh(account) {
      if (held) {
        held = { ...held, state: stored(await lifecycle.read(held.state, account)), isUnfinished: false };
      }
    },
  };
}

/** What is left of a value once the state is written and read again. */
const stored = <State>(state: object): State => JSON.parse(JSON.stringify(state));
