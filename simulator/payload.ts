import type { IncomingMessage } from "node:http";

/** A request's body: what its JSON holds, or why there is none. */
export type Payload = { is: "json"; value: unknown } | { is: "no JSON" } | { is: "too large" };

const limitBytes = 64 * 1_024;

export async function readPayload(request: IncomingMessage): Promise<Payload> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limitBytes) chunks.push(chunk);
  }
  if (size > limitBytes) return { is: "too large" };
  return jsonIn(Buffer.concat(chunks).toString(), request.headers["content-type"] ?? "");
}

function jsonIn(text: string, type: string): Payload {
  if (!type.startsWith("application/json")) return { is: "no JSON" };
  try {
    return { is: "json", value: JSON.parse(text) };
  } catch {
    return { is: "no JSON" };
  }
}
