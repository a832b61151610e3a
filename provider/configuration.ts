import { isLoopback } from "./api/send";

/** What a stack, an explicit `Provider` or the environment says of the account. */
export interface Configuration {
  apiKey: string;
  baseUrl: URL;
  requestsPerMinute: number;
  /** How many times as fast as real time the provider's clock runs; 1 but for tests on loopback. */
  clockRate: number;
  /** Whether a faster clock was asked for than an address outside this machine gets. */
  isClockRateIgnored: boolean;
}

/** What is wrong with one setting: `name` as the user would write it. */
export interface Problem {
  name: string;
  reason: string;
}

/** A setting by its full name, such as `squarecloud:apiKey`. */
export type Settings = (name: string) => string | undefined;
type Environment = { [name: string]: string | undefined };

const DEFAULT_BASE_URL = "https://api.squarecloud.app";
const DEFAULT_REQUESTS_PER_MINUTE = "30";

const MISSING_KEY = [
  "no API key. Give it in one of three ways:",
  "`pulumi config set --secret squarecloud:apiKey <key>`,",
  "the environment variable SQUARECLOUD_API_KEY,",
  'or `new squarecloud.Provider("name", { apiKey })` as the resource\'s `provider` option',
].join(" ");

/** The configuration, or all that is wrong with it. */
export function configurationFrom(settings: Settings, environment: Environment): Configuration | Problem[] {
  const problems: Problem[] = [];
  const apiKey = (settings("squarecloud:apiKey") || environment.SQUARECLOUD_API_KEY || "").trim();
  if (!apiKey) problems.push({ name: "squarecloud:apiKey", reason: MISSING_KEY });
  else if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    problems.push({
      name: "squarecloud:apiKey",
      reason: "the API key has blanks or characters that no key has: copy it again",
    });
  }

  const address = settings("squarecloud:baseUrl") ?? environment.SQUARECLOUD_BASE_URL ?? DEFAULT_BASE_URL;
  const baseUrl = URL.canParse(address) ? new URL(address) : undefined;
  const wrong = baseUrl ? wrongWith(baseUrl) : "is not a URL";
  if (wrong)
    problems.push({ name: "squarecloud:baseUrl", reason: `${wrong}; leave it out for ${DEFAULT_BASE_URL}` });

  const requestsPerMinute = Number(settings("squarecloud:requestsPerMinute") ?? DEFAULT_REQUESTS_PER_MINUTE);
  if (!Number.isInteger(requestsPerMinute) || requestsPerMinute < 1) {
    problems.push({ name: "squarecloud:requestsPerMinute", reason: "must be a whole number, 1 or more" });
  }

  if (problems.length > 0 || !baseUrl) return problems;
  return { apiKey, baseUrl, requestsPerMinute, ...clockFrom(environment, baseUrl) };
}

/** The key goes to this origin, so it must be one that can be trusted with it. */
function wrongWith(url: URL): string | undefined {
  if (url.username || url.password) return "must not hold a user name or password";
  if (url.protocol === "https:") return undefined;
  if (url.protocol === "http:") {
    return isLoopback(url) ? undefined : "must be https: a key sent over plain http can be read on the way";
  }
  return "must be an https URL";
}

export function clockFrom({ SQUARECLOUD_CLOCK_RATE: rate }: Environment, baseUrl: URL) {
  const isIgnored = rate !== undefined && !isLoopback(baseUrl);
  const isRate = Number(rate) > 0 && Number.isFinite(Number(rate));
  return { clockRate: isRate && !isIgnored ? Number(rate) : 1, isClockRateIgnored: isIgnored };
}
