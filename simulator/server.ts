import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on 127.0.0.1 and nowhere else; port 0 takes a free one. */
export async function listen(port: number): Promise<{ server: Server; origin: string }> {
  // long, so that no idle connection is lost just as a client uses it again: resets are for faults
  const server = createServer({ keepAliveTimeout: 60_000 });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { server, origin: `http://127.0.0.1:${portOf(server.address())}` };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return address.port;
}

/** Sends one request: the first that a process serves is slow, and at a high rate that would be simulated seconds. */
export async function warmUp(origin: string): Promise<void> {
  const [answer]: IncomingMessage[] = await once(get(origin, { agent: false }), "response");
  if (answer) await once(answer.resume(), "end");
}

/** Lets the program end while the server still listens. */
export function release(server: Server) {
  server.unref();
  server.on("connection", (socket) => socket.unref());
}

export async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
