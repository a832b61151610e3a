import type { Call, Fault } from "../../simulator";
import { failures } from "../../simulator/failure";

/** A fault by its name in the table. */
export interface Named {
  name: string;
  fault: Fault;
  /** The only call that it makes sense for. Default: any. */
  only?: Call;
}

type Simple = Extract<Fault, string>;

/** Every fault that has a name of its own: one that is missing here does not compile. */
const simple: { [fault in Simple]: Pick<Named, "only"> } = {
  "reset before handling": {},
  "reset while handling": {},
  "reset after handling": {},
  "HTML 502 before handling": {},
  "HTML 502 after handling": {},
  "HTML 504 while handling": {},
  "HTML 504 after handling": {},
  "503 before handling": {},
  "503 after handling": {},
  "invalid JSON": {},
  "truncated JSON": {},
  "empty body": {},
  "null body": {},
  "capture fails": { only: "create" },
  "capture fails in the background": { only: "create" },
  hang: {},
  "cut the body": {},
};

/** What becomes of a request or its answer on the way, or of the work. */
export const accidents: Named[] = [
  ...Object.entries(simple).map(([name, only]) => ({ name, fault: name as Simple, ...only })),
  { name: "cut after 10 bytes", fault: { cutAfter: 10 } },
  { name: "answered 20 s late", fault: { delay: 20 } },
  { name: "answered 10 min late", fault: { delay: 600 } },
];

/** Codes that the service's list lacks: older names, those of other routes, and one that is new. */
const unlisted = {
  RATE_LIMIT: { status: 429 },
  RATE_LIMIT_EXCEEDED: { status: 429 },
  RESTORE_IN_PROGRESS: { status: 403 },
  SNAPSHOT_RESTORE_FAILED: { status: 404 },
  NEW_CODE: { status: 418 },
};

/** Errors that the service answers with, having done nothing. */
export const refusals: Named[] = Object.entries({ ...failures, ...unlisted }).map(([code, { status }]) => ({
  name: `${status} ${code}`,
  fault: { code, status },
}));
