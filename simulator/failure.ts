/** A failure as the service reports it; `message` is often absent. */
export type Failure = { readonly status: number; readonly message?: string };

/** Every error code that the service gives (OpenAPI 13.76.1) and its HTTP status. */
export const failures = {
  SNAPSHOT_PROCESSING: { status: 202 },
  INVALID_SCOPE: { status: 400 },
  INVALID_SNAPSHOT_ID: { status: 400 },
  INVALID_VERSION_ID: { status: 400 },
  MISSING_PARAMETERS: { status: 400, message: "snapshotId and versionId are required." },
  SNAPSHOT_DATABASE_MISMATCH: { status: 400, message: "The snapshot is of another engine." },
  ACCESS_DENIED: { status: 401 },
  UPGRADE_REQUIRED: { status: 402, message: "A paid plan is required." },
  MISSING_SCOPE: { status: 403, message: "The key lacks a scope." },
  PERMISSION_DENIED: { status: 403 },
  RESOURCE_NOT_ALLOWED: { status: 403 },
  APP_NOT_FOUND: { status: 404 },
  DATABASE_NOT_FOUND: { status: 404 },
  SNAPSHOT_FAILED: { status: 404 },
  SNAPSHOT_NOT_FOUND: { status: 404 },
  PAYLOAD_TOO_LARGE: { status: 413 },
  DAILY_SNAPSHOTS_LIMIT_REACHED: { status: 429, message: "The daily snapshots are used up." },
  KEEP_CALM: { status: 429 },
  RATE_LIMITED: { status: 429 },
  INTERNAL_SERVER_ERROR: { status: 500 },
  DATABASE_UNAVAILABLE: { status: 503 },
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof failures;
