import { ApiError, type Call, errorFor, UncertainError, UnreachableError } from "./errors";

/** What came of one request. `body` is undefined where it was no JSON of the API's; `left` tells whether the request
 * was written to a connection before it failed. */
export type Answer = { status: number; body: Body | undefined } | { failure: string; left: boolean };

type Body = { status: "success"; response: unknown } | { status: "error"; code: string };

export function bodyFrom(text: string): Body | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null || !("status" in json)) return undefined;
  if (json.status === "success") {
    return { status: "success", response: "response" in json ? json.response : undefined };
  }
  if (json.status !== "error") return undefined;
  return { status: "error", code: "code" in json && typeof json.code === "string" ? json.code : "NO_CODE" };
}

/** A 2xx can carry an error, so the body decides (API reference, "Soft deadline behavior"). */
export function succeeded(
  answer: Answer,
): answer is { status: number; body: { status: "success"; response: unknown } } {
  return "body" in answer && answer.body?.status === "success" && answer.status < 300;
}

export const codeOf = (answer: Answer) =>
  "body" in answer && answer.body?.status === "error" ? answer.body.code : undefined;

/** The error of an answer that is no success; `subject` is what the request was about. */
export function failureOf(answer: Answer, call: Call, subject: string): ApiError {
  if ("failure" in answer) return failedCall(answer, call, subject);
  const { status, body } = answer;
  if (status >= 300 && status < 400) {
    const what = `${subject}: the API answered with a redirect, which is not followed`;
    return new ApiError("REDIRECT", status, call, what, "Check squarecloud:baseUrl.");
  }
  const code = codeOf(answer) ?? "UNREADABLE_ANSWER";
  // A proxy's page in answer to a POST does not tell what the API behind it did.
  const isRefusal = status < 500 && (body?.status === "error" || (call.method === "GET" && status >= 400));
  return isRefusal ? errorFor(code, status, call, subject) : uncertain(code, status, call, subject);
}

function failedCall(
  { failure, left }: { failure: string; left: boolean },
  call: Call,
  subject: string,
): ApiError {
  if (left) return uncertain(failure, undefined, call, subject);
  const what = `${subject}: the API could not be reached`;
  const remedy = "Nothing was sent. Check the network and squarecloud:baseUrl.";
  return new UnreachableError(failure, undefined, call, what, remedy);
}

function uncertain(code: string, status: number | undefined, call: Call, subject: string): UncertainError {
  const what = `${subject}: the API gave no usable answer`;
  return new UncertainError(code, status, call, what, "Square Cloud may be in trouble: see its status page.");
}
