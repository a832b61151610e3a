import { type Content, contentOf } from "./content";
import { type Failure, type FailureCode, failures } from "./failure";

/** One answer, before it is sent: `code` is the body's, for the log. */
export type Answer = {
  readonly status: number;
  readonly code?: string;
  readonly headers: Record<string, string>;
  readonly content: Content;
};

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  content: contentOf(JSON.stringify(body)),
});

export const success = (response?: unknown): Answer => json(200, { status: "success", response });

export function failure(code: FailureCode): Answer {
  const { status, message }: Failure = failures[code];
  return errorOf(status, code, message);
}

export const errorOf = (status: number, code: string, message?: string): Answer => ({
  ...json(status, { status: "error", code, message }),
  code,
});

/** What is no route of the service: a 404 that names no code. */
export const noRoute = (): Answer => json(404, { status: "error" });

/** What a proxy in front of the service says. */
export const htmlPage = (status: number, title: string): Answer => ({
  status,
  headers: { "content-type": "text/html" },
  content: contentOf(
    `<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`,
  ),
});
