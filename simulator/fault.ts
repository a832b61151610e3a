import { type Answer, errorOf, failure, htmlPage } from "./answer";
import type { CaptureEnd } from "./capture";
import { contentOf, sliceOf } from "./content";
import type { Call } from "./route";

/**
 * What goes wrong with a request. "before handling": the service never sees it. "while handling": it is taken,
 * and the connection is lost at once. "after handling": it is carried out, and its answer replaced when it is due.
 * All but the first kind can mean that something was changed.
 */
export type Fault =
  | "reset before handling"
  | "reset while handling"
  | "reset after handling"
  | "HTML 502 before handling"
  | "HTML 502 after handling"
  | "HTML 504 while handling"
  | "HTML 504 after handling"
  | "503 before handling"
  | "503 after handling"
  /** The service's status, and a body that is no JSON. */
  | "invalid JSON"
  /** The first half of the service's JSON, sent as if that were all. */
  | "truncated JSON"
  | "empty body"
  | "null body"
  /** Of a create: it is held, then 404 SNAPSHOT_FAILED. */
  | "capture fails"
  /** Of a create: 202, and the snapshot is never listed. */
  | "capture fails in the background"
  /** The service never sees it, no answer comes, and the connection stays open. */
  | "hang"
  /** The connection is lost after half of the body. */
  | "cut the body"
  /** The connection is lost after so many bytes of the body. */
  | { cutAfter: number }
  /** Carried out at once, answered so many simulated seconds later. */
  | { delay: number }
  /** Answered with this error; the service never sees it. */
  | { code: string; status: number };

/** An answer to send, perhaps in part, or none. */
export type Ending = Answer | "reset" | "hang";

/** How a fault is carried out. */
export type Effect =
  | { handling: "none"; ending: Ending }
  | { handling: "begun"; ending: Ending }
  | {
      handling: "whole";
      capture: CaptureEnd;
      /** In simulated seconds. */
      delay: number;
      ending(answer: Answer): Ending;
      /** How many bytes of a body of this size are sent. */
      sent(size: number): number;
    };

const whole = {
  handling: "whole",
  capture: "succeeds",
  delay: 0,
  ending: (answer: Answer): Ending => answer,
  sent: (size: number) => size,
} as const satisfies Effect;

const badGateway = htmlPage(502, "Bad Gateway");
const gatewayTimeout = htmlPage(504, "Gateway Timeout");
const unavailable = failure("DATABASE_UNAVAILABLE");

const withBody = (answer: Answer, body: string): Answer => ({ ...answer, content: contentOf(body) });

const effects: Record<Extract<Fault, string>, Effect> = {
  "reset before handling": { handling: "none", ending: "reset" },
  "reset while handling": { handling: "begun", ending: "reset" },
  "reset after handling": { ...whole, ending: () => "reset" },
  "HTML 502 before handling": { handling: "none", ending: badGateway },
  "HTML 502 after handling": { ...whole, ending: () => badGateway },
  "HTML 504 while handling": { handling: "begun", ending: gatewayTimeout },
  "HTML 504 after handling": { ...whole, ending: () => gatewayTimeout },
  "503 before handling": { handling: "none", ending: unavailable },
  "503 after handling": { ...whole, ending: () => unavailable },
  "invalid JSON": { ...whole, ending: (answer) => withBody(answer, '{"status":success}') },
  "truncated JSON": {
    ...whole,
    ending: (answer) => ({
      ...answer,
      content: sliceOf(answer.content, 0, Math.floor(answer.content.size / 2)),
    }),
  },
  "empty body": { ...whole, ending: (answer) => withBody(answer, "") },
  "null body": { ...whole, ending: (answer) => withBody(answer, "null") },
  "capture fails": { ...whole, capture: "fails" },
  "capture fails in the background": { ...whole, capture: "fails in the background" },
  hang: { handling: "none", ending: "hang" },
  "cut the body": { ...whole, sent: (size) => Math.floor(size / 2) },
};

function effectOf(fault: Fault): Effect {
  if (typeof fault === "string") return effects[fault];
  if ("cutAfter" in fault) return { ...whole, sent: (size) => Math.min(fault.cutAfter, size) };
  if ("delay" in fault) return { ...whole, delay: fault.delay };
  return { handling: "none", ending: errorOf(fault.status, fault.code) };
}

/** Which requests of a kind a fault hits. */
export type FaultOptions = {
  /** Only requests about this target, by its id. Default: any. */
  target?: string;
  /** How many requests it hits. Default 1. */
  times?: number;
  /** How many matching requests pass first, counted from now. Default 0. */
  after?: number;
};

/** The faults that are still to come. */
export type Faults = {
  add(call: Call, fault: Fault, options: FaultOptions): void;
  /** What happens to a request: the first fault that fits it and is due, used up by it. */
  take(call: Call | "unknown", targetId: string | undefined): Effect;
};

export function createFaults(): Faults {
  let pending: { call: Call; fault: Fault; target: string | undefined; times: number; after: number }[] = [];
  return {
    add(call, fault, { target, times = 1, after = 0 }) {
      pending.push({ call, fault, target, times, after });
    },
    take(call, targetId) {
      const fitting = pending.filter((p) => p.call === call && (p.target ?? targetId) === targetId);
      const due = fitting.find(({ after }) => after === 0);
      for (const waiting of fitting) waiting.after = Math.max(waiting.after - 1, 0);
      if (due !== undefined) due.times -= 1;
      pending = pending.filter(({ times }) => times > 0);
      return due === undefined ? whole : effectOf(due.fault);
    },
  };
}
