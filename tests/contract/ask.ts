import type { Simulator } from "../../simulator";
import { expectDeclared } from "./openapi";

export type Item = {
  name: string;
  size: number;
  modified: string;
  key: string;
  version_id: string;
  url: string;
  runtime: string | null;
  origin: string | null;
};

export type Reply<T> = {
  status: number;
  headers: Headers;
  body: { status: string; code?: string; message?: string; response: T };
};

type Options = {
  apiKey?: string;
  body?: unknown;
  /** False for an answer that the document does not hold. */
  validated?: boolean;
};

/** Sends one request and validates its answer against openapi.json. */
export async function ask<T = unknown>(
  cloud: Simulator,
  method: string,
  path: string,
  { apiKey = cloud.apiKey, body, validated = true }: Options = {},
): Promise<Reply<T>> {
  const answer = await fetch(cloud.url + path, {
    method,
    headers: { authorization: apiKey, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers } = answer;
  const reply: Reply<T> = { status, headers, body: JSON.parse(await answer.text()) };
  if (validated) expectDeclared(method, path.replace(/\?.*/, ""), status, reply.body);
  return reply;
}

export const snapshotsOf = (databaseId: string) => `/v2/databases/${databaseId}/snapshots`;

export const create = (cloud: Simulator, databaseId = cloud.databaseId, options?: Options) =>
  ask<{ url: string; key: string }>(cloud, "POST", snapshotsOf(databaseId), options);

export async function list(
  cloud: Simulator,
  databaseId = cloud.databaseId,
  options?: Options,
): Promise<Item[]> {
  const { body } = await ask<Item[]>(cloud, "GET", snapshotsOf(databaseId), options);
  return body.response;
}

export const restore = (cloud: Simulator, body: unknown, databaseId = cloud.databaseId) =>
  ask(cloud, "POST", `${snapshotsOf(databaseId)}/restore`, { body });

/** The answer's code, or "success". */
export const outcome = ({ body }: Reply<unknown>) => body.code ?? body.status;
