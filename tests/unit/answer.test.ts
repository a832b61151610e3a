import { bodyFrom, codeOf, failureOf, succeeded } from "../../provider/api/answer";
import {
  ApiError,
  errorFor,
  KeyError,
  NotFoundError,
  PlanError,
  RateLimitError,
  ScopeError,
  UncertainError,
  UnreachableError,
} from "../../provider/api/errors";

const POST = { method: "POST", path: "/v2/databases/1/snapshots" } as const;
const GET = { ...POST, method: "GET" } as const;

test.each([
  { text: '{"status":"success","response":[1]}', body: { status: "success", response: [1] } },
  { text: '{"status":"success"}', body: { status: "success", response: undefined } },
  { text: '{"status":"error","code":"A"}', body: { status: "error", code: "A" } },
  { text: '{"status":"error"}', body: { status: "error", code: "NO_CODE" } },
  { text: '{"status":"error","code":7}', body: { status: "error", code: "NO_CODE" } },
  { text: '{"status":"pending"}', body: undefined },
  { text: '{"message":"x"}', body: undefined },
  { text: '{"status":"success"', body: undefined },
  { text: "<html></html>", body: undefined },
  { text: "null", body: undefined },
  { text: "[]", body: undefined },
  { text: '"success"', body: undefined },
  { text: "", body: undefined },
])("the body $text is read as $body", ({ text, body }) => {
  expect(bodyFrom(text)).toEqual(body);
});

test("the body decides, and an HTTP failure is none of its successes", () => {
  const body = { status: "success", response: {} } as const;
  expect(succeeded({ status: 200, body })).toBe(true);
  expect(succeeded({ status: 500, body })).toBe(false);
  expect(succeeded({ status: 200, body: { status: "error", code: "A" } })).toBe(false);
  expect(succeeded({ status: 200, body: undefined })).toBe(false);
  expect(succeeded({ failure: "ECONNRESET", left: true })).toBe(false);
  expect(codeOf({ status: 200, body: { status: "error", code: "A" } })).toBe("A");
  expect(codeOf({ failure: "ECONNRESET", left: true })).toBeUndefined();
});

const error = { status: "error", code: "A" } as const;

test.each([
  {
    what: "lost after it left",
    answer: { failure: "ECONNRESET", left: true },
    call: POST,
    is: UncertainError,
  },
  { what: "never left", answer: { failure: "ECONNREFUSED", left: false }, call: POST, is: UnreachableError },
  { what: "a redirect", answer: { status: 307, body: undefined }, call: POST, is: ApiError },
  { what: "a page to a POST", answer: { status: 404, body: undefined }, call: POST, is: UncertainError },
  { what: "a page to a GET", answer: { status: 404, body: undefined }, call: GET, is: NotFoundError },
  { what: "a bad gateway to a GET", answer: { status: 502, body: undefined }, call: GET, is: UncertainError },
  { what: "broken JSON to a GET", answer: { status: 200, body: undefined }, call: GET, is: UncertainError },
  { what: "an error of 503", answer: { status: 503, body: error }, call: POST, is: UncertainError },
  { what: "an error of 400", answer: { status: 400, body: error }, call: POST, is: ApiError },
  { what: "an error of 200", answer: { status: 200, body: error }, call: POST, is: ApiError },
])("$what is $is.name", ({ answer, call, is }) => {
  expect(failureOf(answer, call, "database 1").constructor).toBe(is);
});

test.each([
  { status: 401, is: KeyError },
  { status: 402, is: PlanError },
  { status: 403, is: ScopeError },
  { status: 404, is: NotFoundError },
  { status: 429, is: RateLimitError },
  { status: 418, is: ApiError },
])("an unknown code of $status is $is.name", ({ status, is }) => {
  expect(errorFor("NEW", status, GET, "database 1").constructor).toBe(is);
});

test("an error says what happened to what, the code, the request and the remedy", () => {
  expect(errorFor("ACCESS_DENIED", 401, POST, "database 1")).toMatchObject({
    name: "KeyError",
    code: "ACCESS_DENIED",
    status: 401,
    message: expect.stringMatching(
      /^database 1: the API key was refused: ACCESS_DENIED \(HTTP 401, POST \/v2\/databases\/1\/snapshots\)\. It is unknown/,
    ),
  });
});
