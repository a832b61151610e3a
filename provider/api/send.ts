import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { type Answer, bodyFrom } from "./answer";
import type { Clock } from "./clock";
import type { Call } from "./errors";
import type { ServerTime } from "./serverTime";

export interface Sending {
  /** Milliseconds after which no answer is expected any more. */
  timeout: number;
  /** Parameters of the query, which errors do not show. */
  query?: string;
  /** Sent as JSON. */
  body?: object;
  signal?: AbortSignal | undefined;
  /** Called when the request is written to its connection. */
  onSent?(): void;
}

/** Sends one request and reads its answer to the end. Rejects with the signal's reason alone. */
export type Send = (call: Call, sending: Sending) => Promise<Answer>;

/** One pool of kept-alive connections to one origin. The key is sent there and nowhere else: redirects are not
 * followed. Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, but not for an address of this machine. */
export function createSend(baseUrl: URL, apiKey: string, clock: Clock, time: ServerTime): Send {
  const dispatcher = dispatcherFor(baseUrl);
  return async (call, { timeout, query = "", body, signal, onSent }) => {
    let left = false;
    const leave = () => {
      left = true;
      onSent?.();
    };
    try {
      const response = await request(new URL(call.path + query, baseUrl), {
        method: call.method,
        headers: {
          authorization: apiKey,
          accept: "application/json",
          ...(body && { "content-type": "application/json" }),
        },
        ...(body && { body: JSON.stringify(body) }),
        dispatcher: dispatcher.compose(onDeparture(leave)),
        headersTimeout: clock.timeout(timeout),
        bodyTimeout: clock.timeout(timeout),
        ...(signal && { signal }),
      });
      const text = await response.body.text();
      const { date } = response.headers;
      if (typeof date === "string") time.note(date, clock.now());
      return { status: response.statusCode, body: bodyFrom(text) };
    } catch (error) {
      signal?.throwIfAborted();
      return { failure: reasonOf(error), left };
    }
  };
}

/** A pool of connections that goes through the environment's proxy, but for an address of this machine. */
export const dispatcherFor = (url: URL): Dispatcher =>
  isLoopback(url) ? new Agent() : new EnvHttpProxyAgent();

export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** A network failure's code; its text could name a proxy, so it stays out. */
export function reasonOf(error: unknown): string {
  const isCoded = typeof error === "object" && error !== null && "code" in error;
  return isCoded && typeof error.code === "string" ? error.code : "NETWORK_ERROR";
}

/** Tells when a request is written to its connection: before that, nothing can have been started. */
function onDeparture(leave: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        leave();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart: (...start) => handler.onResponseStart?.(...start),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...failure) => handler.onResponseError?.(...failure),
    });
}
