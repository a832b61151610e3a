import { setTimeout } from "node:timers/promises";

const LOOKS_EVERY = 20;
const PATIENCE = 30_000;

/** Resolves once `isSo` holds. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await isSo())) {
    if (performance.now() - started > PATIENCE) throw new Error(`not within ${PATIENCE / 1_000} s: ${isSo}`);
    await setTimeout(LOOKS_EVERY);
  }
}
