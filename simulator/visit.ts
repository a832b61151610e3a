import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Account } from "./account";
import { type Answer, failure } from "./answer";
import type { CaptureEnd } from "./capture";
import type { Clock } from "./clock";
import { download } from "./download";
import type { Effect, Ending, Faults } from "./fault";
import type { Log, LogEntry } from "./log";
import { type Payload, readPayload } from "./payload";
import { type Route, routeOf, targetIdOf } from "./route";
import { serve } from "./service";

/** Everything that there is: what requests are answered from. */
export type Cloud = {
  readonly accounts: readonly Account[];
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
};

/** A request that has arrived as a whole. */
type Visit = {
  /** Arrival, in milliseconds since the epoch. */
  readonly at: number;
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly route: Route | undefined;
  readonly payload: Payload;
  /** The account whose key it carries, or whose archive it asks for. */
  readonly account: Account | undefined;
};

/** Takes a request from its arrival to the end of its answer. */
export async function receive(
  cloud: Cloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = cloud.clock.now();
  const visit = understand(cloud, request, at, await readPayload(request));
  const entry = entryOf(visit);
  cloud.log.add(entry);
  response.on("close", () => {
    if (entry.status === "open") entry.status = "abandoned by the client";
  });
  const effect = cloud.faults.take(entry.call, entry.target);
  const ending = await endingOf(effect, cloud, visit);
  const sent = effect.handling === "whole" ? effect.sent : (size: number) => size;
  await end(ending, sent, response, entry, cloud.clock);
}

function understand({ accounts }: Cloud, request: IncomingMessage, at: number, payload: Payload): Visit {
  const url = new URL(`http://simulator${request.url}`);
  const route = routeOf(request.method ?? "", url.pathname);
  const { authorization = "" } = request.headers;
  const account = accounts.find(({ id, keys }) =>
    route?.call === "download" ? id === route.accountId : keys.has(authorization),
  );
  return { at, request, url, route, payload, account };
}

function entryOf({ at, request, url, route, account }: Visit): LogEntry {
  const isDownload = route?.call === "download";
  return {
    call: route?.call ?? "unknown",
    method: request.method ?? "",
    path: isDownload ? url.pathname : url.pathname + url.search,
    target: route && targetIdOf(route),
    at: new Date(at),
    account: account?.id,
    range: request.headers.range,
    carriedKey: isDownload && request.headers.authorization !== undefined,
    status: "open",
  };
}

async function endingOf(effect: Effect, cloud: Cloud, visit: Visit): Promise<Ending> {
  if (effect.handling === "none") return effect.ending;
  const answering = answerTo(visit, effect.handling === "whole" ? effect.capture : "succeeds", cloud.clock);
  if (effect.handling === "begun") return effect.ending;
  const answer = await answering;
  await cloud.clock.until(cloud.clock.now() + effect.delay * 1_000);
  return effect.ending(answer);
}

async function answerTo(visit: Visit, capture: CaptureEnd, clock: Clock): Promise<Answer> {
  const { at, request, route, url, payload, account } = visit;
  if (route?.call === "download") return download(account, route, url, request, at);
  const permissions = account?.keys.get(request.headers.authorization ?? "");
  if (account === undefined || permissions === undefined) return failure("ACCESS_DENIED");
  return serve({ at, account, permissions, route, url, payload, capture }, clock);
}

async function end(
  ending: Ending,
  sent: (size: number) => number,
  response: ServerResponse,
  entry: LogEntry,
  clock: Clock,
): Promise<void> {
  if (response.destroyed || ending === "hang") return;
  if (ending === "reset") {
    entry.status = "reset";
    response.socket?.resetAndDestroy();
    return;
  }
  entry.status = ending.status;
  if (ending.code !== undefined) entry.code = ending.code;
  await send(ending, sent(ending.content.size), response, clock);
}

/** Sends the first `size` bytes of an answer's body, and loses the connection if that is not all. */
async function send(
  { status, headers, content }: Answer,
  size: number,
  response: ServerResponse,
  clock: Clock,
) {
  const date = new Date(clock.now()).toUTCString();
  response.writeHead(status, { ...headers, date, "content-length": content.size });
  response.flushHeaders();
  await pipeline(Readable.from(content.bytes(0, size)), response, { end: size === content.size });
  if (size < content.size) response.socket?.destroySoon();
}
