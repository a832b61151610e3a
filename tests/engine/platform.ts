import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "pg";

const PROGRAM = join(__dirname, "..", "..", "examples", "restore-drill", "platform.mjs");

/** What `platform.mjs` prints at its start. */
interface Printed {
  url: string;
  apiKey: string;
  productionId: string;
  drillId: string;
  productionUrl: string;
  drillUrl: string;
}

/** The process that plays the platform for the restore drill, and a connection to each of its databases. */
export interface Platform extends Printed {
  production: Client;
  drill: Client;
  /** The archives of the drill's database, newest first. */
  archives(): Promise<string[]>;
  /** Lets a day go by. Resolves to what was done to the drill's database until then. */
  day(): Promise<{ snapshots: number; restores: number }>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startPlatform(): Promise<Platform> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => JSON.parse((await lines.next()).value);
  const printed: Printed = await read();
  const production = await connect(printed.productionUrl);
  const drill = await connect(printed.drillUrl);
  return {
    ...printed,
    production,
    drill,
    async archives() {
      const { url, apiKey, drillId } = printed;
      const answer = await fetch(`${url}/v2/databases/${drillId}/snapshots`, {
        headers: { authorization: apiKey },
      });
      const listed: { url: string }[] = JSON.parse(await answer.text()).response;
      return Promise.all(listed.map(async (version) => (await fetch(version.url)).text()));
    },
    day() {
      child.stdin.write("\n");
      return read();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([production.end(), drill.end()]);
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

async function connect(url: string): Promise<Client> {
  const client = new Client(url);
  await client.connect();
  return client;
}
