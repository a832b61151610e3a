import { Failure } from "./failure.mjs";

/** Aborts at Ctrl-C. The handlers stay: a second Ctrl-C does not leave the engine behind. */
export function interruption() {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(name, () => {
      console.error(`\n${name}: waiting for the engine to stop…`);
      controller.abort(new Failure("Interrupted. Nothing is left running."));
    });
  }
  return controller.signal;
}
