import { once } from "node:events";
import { createServer, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What a storage says to one request; `cutAfter` loses the connection after so many bytes. */
export interface Said {
  status: number;
  headers?: OutgoingHttpHeaders;
  body?: Buffer;
  cutAfter?: number;
}

/** An answer, perhaps one that depends on where the bytes are asked from. */
export type Answer = Said | ((from: number) => Said);

/** An object storage that says what it is told to, for what no simulator would. */
export interface Storage {
  /** A link that holds what must not be seen. */
  link: string;
  /** The Range and If-Range headers of each request. */
  asked: { range: string | undefined; ifRange: string | undefined }[];
  [Symbol.asyncDispose](): Promise<void>;
}

export async function storageThatSays(answers: Answer[]): Promise<Storage> {
  const asked: Storage["asked"] = [];
  const server = createServer((request, response) => {
    const answer = answers[asked.length] ?? { status: 500 };
    const from = Number(request.headers.range?.match(/\d+/)?.[0] ?? 0);
    const { status, headers = {}, body, cutAfter } = typeof answer === "function" ? answer(from) : answer;
    asked.push({ range: request.headers.range, ifRange: String(request.headers["if-range"] ?? "") });
    response.writeHead(status, headers);
    if (cutAfter === undefined) response.end(body);
    else response.write(body?.subarray(0, cutAfter) ?? "", () => setImmediate(() => response.destroy()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    link: `http://127.0.0.1:${port}/archives/databases/1/${"a".repeat(32)}.zip?Signature=hidden&versionId=v1`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
