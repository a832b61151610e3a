/** What a person can mend: the message says what was tried and what to do, and no stack is shown. */
export class Failure extends Error {}

/**
 * Shows why an entry ended early, and makes its process exit with 1.
 *
 * @param {unknown} reason
 */
export function report(reason) {
  console.error(reason instanceof Failure ? `\n${reason.message}` : reason);
  process.exitCode = 1;
}

/**
 * @param {unknown} reason
 * @returns {string}
 */
export const because = (reason) => (reason instanceof Error ? reason.message : String(reason));
