/** The request that an error is about. `path` holds no query, so no secret. */
export interface Call {
  method: "GET" | "POST";
  path: string;
}

/** A failure that only a person can mend. Holds no header and no URL, so there is nothing to redact. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  constructor(
    /** The API's code, such as `DATABASE_NOT_FOUND`, or one of ours where it gave none. */
    readonly code: string,
    /** HTTP status; undefined where no answer came. */
    readonly status: number | undefined,
    readonly call: Call,
    readonly what: string,
    readonly remedy: string,
  ) {
    const http = status === undefined ? "" : `HTTP ${status}, `;
    super(`${what}: ${code} (${http}${call.method} ${call.path}). ${remedy}`);
  }
}

/** The key is unknown, revoked or expired. */
export class KeyError extends ApiError {
  override readonly name = "KeyError";
}
/** The key, or the workspace role behind it, may not do this. */
export class ScopeError extends ApiError {
  override readonly name = "ScopeError";
}
/** No such target, or it is somebody else's. */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}
/** The plan does not include this. */
export class PlanError extends ApiError {
  override readonly name = "PlanError";
}
/** The plan's snapshots of the last 24 h are used up. */
export class QuotaError extends ApiError {
  override readonly name = "QuotaError";
}
/** The capture itself failed. */
export class CaptureError extends ApiError {
  override readonly name = "CaptureError";
}
/** The request budget is used up; the account, key or IP may be blocked for about 30 minutes. */
export class RateLimitError extends ApiError {
  override readonly name = "RateLimitError";
}
/** A route's own cooldown: asked again a little later, it answers. */
export class CooldownError extends ApiError {
  override readonly name = "CooldownError";
}
/** No answer, or none that can be read: what became of the request is not known. */
export class UncertainError extends ApiError {
  override readonly name = "UncertainError";
}
/** The request never left: nothing was started. */
export class UnreachableError extends ApiError {
  override readonly name = "UnreachableError";
}

type ErrorClass = new (...args: ConstructorParameters<typeof ApiError>) => ApiError;
type Remedy = readonly [ErrorClass, what: string, remedy: string];

const RATE_LIMITED: Remedy = [
  RateLimitError,
  "the request budget is used up",
  "The API can block a key for about 30 minutes. Stop other programs that use this key, or lower squarecloud:requestsPerMinute.",
];
const NOT_FOUND: Remedy = [
  NotFoundError,
  "not found",
  "Check the id, and that the key is of the account that owns it.",
];

const remedies: { [code: string]: Remedy } = {
  ACCESS_DENIED: [
    KeyError,
    "the API key was refused",
    "It is unknown, revoked or expired: make a new one in Square Cloud's account settings and set squarecloud:apiKey.",
  ],
  MISSING_SCOPE: [
    ScopeError,
    "the API key lacks a scope",
    "snapshots:write takes and restores snapshots, snapshots:read finds them: give the key both.",
  ],
  RESOURCE_NOT_ALLOWED: [
    ScopeError,
    "the API key is limited to other resources",
    "Add this one to the key, or use another key.",
  ],
  PERMISSION_DENIED: [
    ScopeError,
    "the workspace role is too low",
    "Ask the workspace's owner for a role that may take snapshots.",
  ],
  UPGRADE_REQUIRED: [PlanError, "the plan does not include this", "Upgrade the plan."],
  APP_NOT_FOUND: NOT_FOUND,
  DATABASE_NOT_FOUND: NOT_FOUND,
  KEEP_CALM: [CooldownError, "asked too often", "Run `pulumi up` again in a few minutes."],
  SNAPSHOT_FAILED: [
    CaptureError,
    "Square Cloud could not take the snapshot",
    "Check that the target runs and has room, then run `pulumi up` again.",
  ],
  DAILY_SNAPSHOTS_LIMIT_REACHED: [
    QuotaError,
    "the plan's snapshots are used up",
    "The quota is (plan memory in MB / 256) x 2 in any 24 hours: wait until the oldest of them is a day old, or take a larger plan.",
  ],
  SNAPSHOT_NOT_FOUND: [
    NotFoundError,
    "there is no such snapshot",
    "It may be past its 30 days: check snapshotId and versionId.",
  ],
  INVALID_SNAPSHOT_ID: [
    ApiError,
    "the snapshotId is malformed",
    "It is a Snapshot's `snapshotId`, or `name` in a listing.",
  ],
  INVALID_VERSION_ID: [
    ApiError,
    "the versionId is malformed",
    "It is a Snapshot's `versionId`, or `version_id` in a listing.",
  ],
  SNAPSHOT_DATABASE_MISMATCH: [
    ApiError,
    "the snapshot is of another database engine",
    "Restore it to a database of the engine that it was taken of.",
  ],
  SNAPSHOT_RESTORE_FAILED: [
    ApiError,
    "Square Cloud rejected the restore",
    "Look at the target in the dashboard, then run `pulumi up` again.",
  ],
  RESTORE_IN_PROGRESS: [
    ApiError,
    "a restore of it is running",
    "Wait two minutes, then run `pulumi up` again.",
  ],
  RATE_LIMITED,
  RATE_LIMIT: RATE_LIMITED,
  RATE_LIMIT_EXCEEDED: RATE_LIMITED,
};

const byStatus: { [status: number]: Remedy } = {
  401: [KeyError, "the API key was refused", "Check squarecloud:apiKey."],
  402: [PlanError, "the plan does not include this", "Upgrade the plan."],
  403: [ScopeError, "the API refused", "Check what the key and its workspace role may do."],
  404: NOT_FOUND,
  429: RATE_LIMITED,
};

const generic: Remedy = [
  ApiError,
  "the API refused",
  "See Square Cloud's API reference for this code, then run `pulumi up` again.",
];

/** The error of an answer's `code`; an unknown code is a generic failure of its status, as the list of
 * codes grows (API reference, "Errors"). */
export function errorFor(code: string, status: number, call: Call, subject: string): ApiError {
  const [Class, what, remedy] = remedies[code] ?? byStatus[status] ?? generic;
  return new Class(code, status, call, `${subject}: ${what}`, remedy);
}

/** Whether a read that failed may well succeed a little later. */
export const isPassing = (error: unknown): error is ApiError =>
  [UncertainError, UnreachableError, CooldownError].some((Passing) => error instanceof Passing);
