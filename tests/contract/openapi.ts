import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020";
import addFormats from "ajv-formats";

type Answer = { content: { "application/json": { examples?: Record<string, { value: { code: string } }> } } };
type Operation = { operationId: string; "x-scope": string; responses: Record<string, Answer> };
type Document = { paths: Record<string, Record<string, Operation>> };

const document: Document = JSON.parse(readFileSync(join(__dirname, "openapi.json"), "utf8"));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, "api");

/** Every answer that the document declares: one for each code of a status, or one for a status without codes. */
export const declared = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, operation]) =>
    Object.entries(operation.responses).flatMap(([status, answer]) =>
      codesOf(answer).map((code) => ({
        operation: operation.operationId,
        scope: operation["x-scope"],
        method: method.toUpperCase(),
        path,
        status: Number(status),
        code,
      })),
    ),
  ),
);

export type Declared = (typeof declared)[number];

function codesOf({ content }: Answer): (string | undefined)[] {
  const examples = Object.values(content["application/json"].examples ?? {});
  return examples.length === 0 ? [undefined] : examples.map(({ value }) => value.code);
}

/** Fails unless the document declares this answer, with this code and a body like this one. */
export function expectDeclared(method: string, path: string, status: number, body: { code?: string }) {
  const answers = declared.filter((answer) => answer.method === method && matches(answer.path, path));
  const fitting = answers.filter((answer) => answer.status === status);
  const codes = fitting.map(({ code }) => code);
  expect({ method, path, status, declared: fitting.length > 0 }).toMatchObject({ declared: true });
  if (!codes.includes(undefined)) expect(codes).toContain(body.code);
  expectValid(method, fitting[0]?.path ?? "", status, body);
}

function expectValid(method: string, path: string, status: number, body: unknown) {
  const steps = [
    "paths",
    path,
    method.toLowerCase(),
    "responses",
    status,
    "content",
    "application/json",
    "schema",
  ];
  const pointer = steps.map((step) => encodeURIComponent(String(step).replaceAll("/", "~1"))).join("/");
  const validate = ajv.getSchema(`api#/${pointer}`);
  expect(validate).toBeDefined();
  validate?.(body);
  expect(validate?.errors ?? []).toEqual([]);
}

const matches = (template: string, path: string) =>
  new RegExp(`^${template.replace(/\{\w+\}/, "[^/]+")}$`).test(path);
