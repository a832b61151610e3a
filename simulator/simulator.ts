import { type Account, type AccountOptions, accountIdIn, createAccount } from "./account";
import { createClock } from "./clock";
import { createFaults, type Fault, type FaultOptions } from "./fault";
import { type AccountHandle, handleOf } from "./handle";
import { createLog, type LogEntry } from "./log";
import type { Call } from "./route";
import { close, listen, release, warmUp } from "./server";
import { receive } from "./visit";

/** How the service runs, and what its first account is like. */
export type SimulatorOptions = AccountOptions & {
  /** The port on 127.0.0.1. Default 0, a free one. */
  port?: number;
  /** Simulated seconds per real second. Default 1. */
  rate?: number;
  /** The simulated time at the start. Default: the real time. */
  startsAt?: Date;
  /** Whether the program stays alive until `close`. Default false. */
  keepsRunning?: boolean;
};

/**
 * A Square Cloud API on loopback, which answers, limits, caches and forgets as the real one is documented to do
 * (API reference and OpenAPI 13.76.1), in simulated time. It starts with one account, which it is the handle of.
 */
export type Simulator = AccountHandle & {
  /** The base URL, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The database that exists from the start. */
  readonly databaseId: string;
  /** The application that exists from the start. */
  readonly applicationId: string;
  /** Another account of the same service. @throws RangeError for what could not be a key */
  addAccount(options?: AccountOptions): AccountHandle;
  /** Lets something go wrong with the next request of this kind, whatever it would have been answered. */
  next(call: Call, fault: Fault, options?: FaultOptions): void;
  /** The requests that arrived, of all accounts, oldest first. */
  requests(call?: LogEntry["call"], target?: string): readonly LogEntry[];
  /** The simulated time. */
  now(): Date;
  /** Sends the simulated time ahead: captures and restores that end on the way have ended when this returns, but for
   * those that wait for a store. */
  advance(seconds: number): void;
  /** Stops listening and cuts all connections. */
  close(): Promise<void>;
  /** As `close`: `await using` calls it. */
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Starts a simulator, which listens when this resolves.
 *
 * ```ts
 * await using cloud = await startSimulator({ rate: 60 });
 * const databaseId = cloud.addDatabase({ captureSeconds: 150 }); // past 90 s: answered with 202
 * cloud.next("create", "reset after handling"); // the next answer is lost
 * ```
 *
 * @throws RangeError for a `rate` that is not above 0 or an `apiKey` that could not be one; the system's error, such as
 * `EADDRINUSE`, where it cannot listen.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, rate = 1, startsAt = new Date(), keepsRunning = false, ...accountOptions } = options;
  if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError(`rate ${rate}: must be more than 0`);
  if (options.apiKey !== undefined) accountIdIn(options.apiKey);
  const { server, origin } = await listen(port);
  if (!keepsRunning) release(server);

  const clock = createClock(startsAt, rate);
  const faults = createFaults();
  const log = createLog();
  const accounts: Account[] = [];

  server.once("request", (request, response) =>
    receive({ accounts, clock, faults: createFaults(), log: createLog() }, request, response),
  );
  await warmUp(origin);
  server.on("request", (request, response) => {
    receive({ accounts, clock, faults, log }, request, response).catch((error: Error) => {
      // a client that went away is in the log; anything else is a defect of the simulator
      if (!response.destroyed) throw error;
    });
  });

  function addAccount(options: AccountOptions = {}) {
    const account = createAccount(options, origin, clock);
    accounts.push(account);
    return handleOf(account, clock);
  }

  async function stop() {
    clock.stop();
    await close(server);
  }

  const first = addAccount(accountOptions);
  return {
    ...first,
    url: origin,
    databaseId: first.addDatabase(),
    applicationId: first.addApplication(),
    addAccount,
    next: (call, fault, options = {}) => faults.add(call, fault, options),
    requests: (call, target) => log.entries(call, target),
    now: () => new Date(clock.now()),
    advance: (seconds) => clock.advance(seconds),
    close: stop,
    [Symbol.asyncDispose]: stop,
  };
}
