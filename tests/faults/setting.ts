import type { Call } from "../../simulator";
import { type Life, liveRestore, liveSnapshot, type SnapshotWorld } from "./life";
import type { Phase, Step, Strike } from "./runs";

/** A way to use one of the resources. */
export interface Setting {
  name: string;
  /** The requests that it sends, in their order. */
  steps: Step[];
  live(strikes: Strike[]): Promise<Life>;
}

/** `given` strikes in any case. */
const snapshot = (how: string, world: SnapshotWorld, steps: Step[], given: Strike[] = []): Setting => ({
  name: `Snapshot, ${how}`,
  steps,
  live: (strikes) => liveSnapshot(world, [...given, ...strikes]),
});

const restore = (how: string, inputs: object, steps: Step[], given: Strike[] = []): Setting => ({
  name: `SnapshotRestore, ${how}`,
  steps,
  live: (strikes) => liveRestore(inputs, [...given, ...strikes]),
});

const step = (name: string, call: Call, after = 0, phase: Phase = "first up"): Step => ({
  name: phase === "first up" ? name : `${name} of the ${phase}`,
  call,
  phase,
  after,
});

/** Outlasts the listing's cache, so that a request without an answer is decided in one run. */
const timeouts = { create: "34m" };
const world = { capture: 20, inputs: { timeouts } };

const ask = step("POST", "create");
const look = step("look", "list");
const download = step("download", "download");
const send = step("POST", "restore");
const statusAfter = step("status after", "status", 1);

export const settings: Setting[] = [
  snapshot("at once", world, [ask, look, step("look", "list", 0, "refresh")]),
  snapshot("in the background", { ...world, capture: 120 }, [ask, look, step("second look", "list", 1)]),
  snapshot("over two runs", { capture: 300, inputs: { timeouts: { create: "2m" } } }, [
    ask,
    step("look", "list", 0, "next up"),
  ]),
  snapshot("taken over", { ...world, isLeft: true, inputs: { timeouts, reuseWithin: "1h" } }, [look]),
  snapshot("with a copy", { ...world, isCopied: true }, [download, step("next download", "download", 1)]),
  snapshot(
    "whose link has expired",
    { ...world, isCopied: true },
    [step("look for another", "list", 1), step("download with it", "download", 1)],
    [{ step: download, fault: { status: 403, code: "ACCESS_DENIED" } }],
  ),
  restore("plain", {}, [step("status before", "status"), send, statusAfter]),
  restore("after a safety snapshot", { safetySnapshot: true }, [
    step("POST of the snapshot", "create"),
    look,
    send,
  ]),
  restore(
    "that settles in the next run",
    {},
    [step("status", "status", 0, "next up")],
    [{ step: statusAfter, fault: { status: 401, code: "ACCESS_DENIED" } }],
  ),
];
