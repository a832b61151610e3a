import { type Client, createClient } from "./api/client";
import { type Clock, systemClock } from "./api/clock";
import type { Configuration } from "./configuration";
import { createListing, type Listing } from "./listing";
import { createLog, type Log } from "./log";
import { createPacer, type Pacer } from "./pacer";

/** All that the resources of one Square Cloud account share in this process. */
export interface Account {
  client: Client;
  pacer: Pacer;
  listing: Listing;
  clock: Clock;
  log: Log;
  /** Which version this process has put at which path. */
  copies: Map<string, string>;
}

export function openAccount(
  { apiKey, baseUrl, requestsPerMinute, clockRate }: Configuration,
  write: (line: string) => void,
): Account {
  const clock = systemClock(clockRate);
  const log = createLog(clock, write);
  const pacer = createPacer(requestsPerMinute, clock);
  const client = createClient({ baseUrl, apiKey, clock, gate: pacer });
  return { client, pacer, listing: createListing(client, clock, log), clock, log, copies: new Map() };
}
