// Never moved, never renamed: states name this file (see README.md beside it).
import "../process";

import { accountFor, type EngineConfig, problemsWith } from "../configured";
import { toEngine } from "../log";
import type { RawInputs } from "../rules";
import { checkSnapshot } from "../snapshot/check";
import { createSnapshot } from "../snapshot/create";
import { sayForgotten } from "../snapshot/delete";
import { diffSnapshot } from "../snapshot/diff";
import { getSnapshot } from "../snapshot/get";
import { readSnapshot } from "../snapshot/read";
import type { SnapshotInputs, SnapshotState } from "../snapshot/state";
import { updateSnapshot } from "../snapshot/update";
import { withoutStack } from "../stack";

/** What a Snapshot's serialized provider does, with the account that `config` names. */
export function lifecycle(config: EngineConfig) {
  return {
    async check(_olds: unknown, news: RawInputs) {
      const { inputs, failures } = checkSnapshot(news);
      const problems = problemsWith(config).map(({ name, reason }) => ({ property: name, reason }));
      return { inputs, failures: [...failures, ...problems] };
    },
    diff: async (_id: string, olds: SnapshotState, news: SnapshotInputs) => diffSnapshot(olds, news),
    create: async (inputs: SnapshotInputs) => createSnapshot(inputs, accountFor(config)),
    read: (id: string, state: SnapshotInputs | SnapshotState) =>
      withoutStack(async () => {
        const account = accountFor(config);
        // What `Snapshot.get` asks for has inputs alone.
        const props = "status" in state ? readSnapshot(state, account) : getSnapshot(id, state, account);
        return { id, props: await props };
      }),
    update: async (id: string, olds: SnapshotState, news: SnapshotInputs) =>
      updateSnapshot(id, olds, news, () => accountFor(config)),
    delete: async (_id: string, state: SnapshotState) => toEngine(sayForgotten(state)),
  };
}
