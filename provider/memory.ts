import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collection = { type: "minor" } | { type: "major"; flavor: "last-resort" };

setFlagsFromString("--expose-gc");
const collect: (collection?: Collection) => void = runInNewContext("gc");

const OFTEN = 4 * 2 ** 20;
let left = OFTEN;

/**
 * Says that a download is done with so many more bytes. V8 lets buffers of up to 64 MB lie dead before it looks for
 * them, as they are outside its own heap: asked to look every few MB, which takes it less than a millisecond, it needs
 * no more of them for 1 GiB than for 10 MB, nor for several downloads at once than for one.
 */
export function sweep(bytes: number): void {
  left -= bytes;
  if (left > 0) return;
  left = OFTEN;
  collect({ type: "minor" });
}

/** Gives what is dead back to the system, for which V8 needs 0.1 s. Node 20's knows no last resort, and takes it for a
 * minor collection: there the memory is only freed to be used again. */
export function giveBack(): void {
  const knowsLastResort = Number.parseInt(process.versions.v8, 10) >= 12;
  collect(knowsLastResort ? { type: "major", flavor: "last-resort" } : undefined);
}
