import { type Account, openAccount } from "./account";
import { type Configuration, configurationFrom, type Problem } from "./configuration";
import { toEngine } from "./log";

/** What the engine hands to `configure`: the stack's configuration, or an explicit provider's inputs. */
export interface EngineConfig {
  get(name: string): string | undefined;
}

const accounts = new Map<string, Account>();

/** What is wrong with the configuration. */
export function problemsWith(config: EngineConfig): Problem[] {
  const configuration = configurationFrom((name) => config.get(name), process.env);
  return Array.isArray(configuration) ? configuration : [];
}

/** The account that a configuration names, one per process however many resources use it. */
export function accountFor(config: EngineConfig): Account {
  const configuration = configurationFrom((name) => config.get(name), process.env);
  if (Array.isArray(configuration)) {
    throw new Error(configuration.map(({ name, reason }) => `${name}: ${reason}`).join("; "));
  }
  const name = `${configuration.baseUrl.origin} ${configuration.apiKey}`;
  const account = accounts.get(name) ?? opened(configuration);
  accounts.set(name, account);
  return account;
}

function opened(configuration: Configuration): Account {
  // Nobody is there any more to save what is done: a restore that waits for its turn is not to be sent.
  process.stdout.on("error", () => process.exit(1));
  const account = openAccount(configuration, toEngine);
  if (configuration.isClockRateIgnored) {
    account.log.warn("SQUARECLOUD_CLOCK_RATE is ignored, as squarecloud:baseUrl is not on this machine.");
  }
  return account;
}
