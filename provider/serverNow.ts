import type { Client } from "./api/client";
import type { Clock } from "./api/clock";

/** The server's time of day, milliseconds; ours while no answer has told it. */
export const serverNow = ({ client, clock }: { client: Client; clock: Clock }): number =>
  client.time.at(clock.now()) ?? clock.now();
