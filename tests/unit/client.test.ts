import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "../../provider/api/client";
import type { Target } from "../../provider/api/target";
import { manualClock } from "./manualClock";

const target: Target = { kind: "database", id: "a".repeat(32) };
const apiKey = "123-a-very-secret-key";

/** A server that answers as told, and what reached it. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on("connect", (request, socket) => {
    requests.push(request);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}`);
  return {
    url,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const gate = { read: async () => undefined, block: () => undefined };
const clientOf = (baseUrl: URL) => createClient({ baseUrl, apiKey, clock: manualClock(), gate });

/** Sets variables of the environment until it is disposed of. */
function environment(values: { [name: string]: string }): Disposable {
  const before = { ...process.env };
  Object.assign(process.env, values);
  return {
    [Symbol.dispose]() {
      for (const name of Object.keys(values)) delete process.env[name];
      Object.assign(process.env, before);
    },
  };
}

test("the key is sent in one header, raw, and nowhere else", async () => {
  await using api = await listen((_, response) => response.end('{"status":"success","response":[]}'));
  const client = clientOf(api.url);
  await client.takeSnapshot(target, () => undefined);
  await client.list(target);
  await client.listAccount("database");
  expect(api.requests.map(({ method, url }) => [method, url])).toEqual([
    ["POST", `/v2/databases/${target.id}/snapshots`],
    ["GET", `/v2/databases/${target.id}/snapshots`],
    ["GET", "/v2/users/snapshots?scope=databases"],
  ]);
  for (const { headers } of api.requests) {
    const { authorization, ...others } = headers;
    expect(authorization).toBe(apiKey);
    expect(JSON.stringify(others)).not.toContain("secret");
  }
});

test.each([301, 302, 303, 307, 308])(
  "a %i is not followed: the key stays with its origin",
  async (status) => {
    await using elsewhere = await listen((_, response) => response.end('{"status":"success","response":[]}'));
    await using api = await listen((_, response) => {
      response.writeHead(status, { location: new URL("/v2", elsewhere.url).href }).end();
    });
    const client = clientOf(api.url);
    const refusal = /redirect, which is not followed: REDIRECT .*Check squarecloud:baseUrl\.$/;
    await expect(client.takeSnapshot(target, () => undefined)).rejects.toThrow(refusal);
    await expect(client.list(target)).rejects.toThrow(refusal);
    expect(elsewhere.requests).toEqual([]);
    expect(api.requests).toHaveLength(2);
  },
);

test("an address of this machine is reached without a proxy", async () => {
  await using proxy = await listen((_, response) => response.end());
  await using api = await listen((_, response) => response.end('{"status":"success","response":[]}'));
  using _ = environment({ HTTP_PROXY: proxy.url.href, http_proxy: proxy.url.href });
  expect(await clientOf(api.url).list(target)).toEqual([]);
  expect(proxy.requests).toEqual([]);
});

test("another address is reached through HTTPS_PROXY, and one that refuses has sent nothing", async () => {
  await using proxy = await listen((_, response) => response.end());
  using _ = environment({
    HTTPS_PROXY: proxy.url.href,
    https_proxy: proxy.url.href,
    NO_PROXY: "",
    no_proxy: "",
  });
  let left = false;
  const client = clientOf(new URL("https://api.example.invalid"));
  const taking = client.takeSnapshot(target, () => {
    left = true;
  });
  await expect(taking).rejects.toThrow("Nothing was sent");
  expect(left).toBe(false);
  expect(proxy.requests.map(({ method, url }) => [method, url])).toEqual([
    ["CONNECT", "api.example.invalid:443"],
  ]);
  expect(JSON.stringify(proxy.requests[0]?.headers)).not.toContain("secret");
});

test("a POST that is answered RATE_LIMITED closes the gate", async () => {
  await using api = await listen((_, response) => response.end('{"status":"error","code":"RATE_LIMITED"}'));
  let blocked = 0;
  const counting = { ...gate, block: () => void blocked++ };
  const client = createClient({ baseUrl: api.url, apiKey, clock: manualClock(), gate: counting });
  await expect(client.takeSnapshot(target, () => undefined)).rejects.toThrow("RATE_LIMITED");
  await expect(client.list(target)).rejects.toThrow("RATE_LIMITED");
  expect(blocked).toBe(2);
});

test("a listing of something else than versions is no listing", async () => {
  await using api = await listen((_, response) => response.end('{"status":"success","response":{}}'));
  const clock = manualClock();
  const client = createClient({
    baseUrl: api.url,
    apiKey,
    clock: { ...clock, sleep: async () => undefined },
    gate,
  });
  await expect(client.list(target)).rejects.toThrow("no usable answer");
  expect(api.requests).toHaveLength(3);
});
