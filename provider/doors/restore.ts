// Never moved, never renamed: states name this file (see README.md beside it).
import "../process";

import { accountFor, type EngineConfig, problemsWith } from "../configured";
import { toEngine } from "../log";
import { checkRestore } from "../restore/check";
import { createRestore } from "../restore/create";
import { sayForgotten } from "../restore/delete";
import { diffRestore } from "../restore/diff";
import type { RestoreInputs, RestoreState } from "../restore/state";
import { updateRestore } from "../restore/update";
import type { RawInputs } from "../rules";
import { withoutStack } from "../stack";

/** What a SnapshotRestore's serialized provider does, with the account that `config` names. */
export function lifecycle(config: EngineConfig) {
  // The engine checks all that the program declares before it asks for a diff; a refresh asks without.
  let isRefresh = true;
  return {
    async check(olds: RawInputs, news: RawInputs) {
      isRefresh = false;
      const { inputs, failures, warnings } = checkRestore(olds, news);
      for (const warning of warnings) toEngine(`warning: ${warning}`);
      const problems = problemsWith(config).map(({ name, reason }) => ({ property: name, reason }));
      return { inputs, failures: [...failures, ...problems] };
    },
    diff: (_id: string, olds: RestoreState, news: RestoreInputs) =>
      withoutStack(async () => diffRestore(olds, news, isRefresh)),
    create: async (inputs: RestoreInputs) => createRestore(inputs, accountFor(config)),
    /** The receipt is all there is to read. */
    read: async (id: string, state: RestoreState) => ({ id, props: state }),
    update: async (id: string, olds: RestoreState, news: RestoreInputs) =>
      updateRestore(id, olds, news, () => accountFor(config)),
    delete: async (_id: string, state: RestoreState) => toEngine(sayForgotten(state)),
  };
}
