import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Frees the memory of chunks that are done with. */
export interface Sweep {
  /** So many more bytes are done with. */
  after(bytes: number): void;
}

const OFTEN = 4 * 2 ** 20;

/**
 * V8 lets buffers of up to 64 MB lie dead before it looks for them, as they are outside its own heap: asked to look
 * every few MB, which takes it less than a millisecond, it needs no more of them for 1 GiB than for 10 MB.
 */
export function createSweep(): Sweep {
  setFlagsFromString("--expose-gc");
  const collect: (options: { type: "minor" }) => void = runInNewContext("gc");
  let left = OFTEN;
  return {
    after(bytes) {
      left -= bytes;
      if (left > 0) return;
      left = OFTEN;
      collect({ type: "minor" });
    },
  };
}
