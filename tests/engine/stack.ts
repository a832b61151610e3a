import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccountHandle, Simulator } from "../../simulator";
import { type Command, type Ended, pulumi, type Run, stepsIn } from "./cli";
import { eventually } from "./eventually";
import { unpackInto } from "./packed";
import { endProcessesOf, processesOf } from "./processes";

/** How many times as fast as real time simulator and provider run. */
export const RATE = 60;

export type Verb = "preview" | "up" | "refresh" | "destroy";

/** A stack of a project that lies outside the checkout, with all it has in one folder. */
export interface Stack {
  readonly folder: string;
  /** Writes the program: JavaScript that knows `pulumi`, `squarecloud` and `Step` (see step.js). */
  program(text: string): Promise<void>;
  configure(config: Config): Promise<void>;
  /** Runs a command, which must succeed. */
  run(verb: Verb): Promise<Run>;
  /** Runs a command, which must fail. */
  fail(verb: Verb): Promise<Run>;
  /** Starts a command, for a test to meddle with. */
  start(verb: Verb): Command<Run>;
  /** Runs any other command of the CLI. */
  cli(...args: string[]): Promise<Ended>;
  /** What the steps of the program have noted, one line each. */
  ran(): Promise<string[]>;
  /** The state's resources by name. */
  state(): Promise<{ [name: string]: Resource }>;
  /** All that is in the files of the state and the configuration. */
  stored(): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Config {
  plain?: { [name: string]: string };
  secret?: { [name: string]: string };
}

/** A resource in the state; what is a secret holds a `ciphertext`. */
export interface Resource {
  urn: string;
  id: string;
  inputs: { [name: string]: unknown };
  outputs: { [name: string]: unknown };
  initErrors?: string[];
}

export interface StackOptions {
  /** A folder whose `node_modules` the project uses. Default: it has its own. */
  within?: string;
  /** Files and folders of the checkout that make up the project, instead of `program`. */
  project?: string[];
  /** Where its Pulumi.yaml lies in them, where that is not the stack's folder. */
  directory?: string;
  /** Default: the simulator's address, and its first key as a secret. */
  config?: Config;
  environment?: NodeJS.ProcessEnv;
  /** The stack that it is a second checkout of, on another machine: it goes on from that one's state and configuration. */
  stateOf?: Stack;
  /** Other accounts whose keys must not be seen either. */
  accounts?: AccountHandle[];
}

/** What a stack is told of a simulator, which may be in another process. */
export type Service = Pick<Simulator, "url" | "apiKey">;

const CHECKOUT = join(__dirname, "..", "..");
const PRELUDE = `
const pulumi = require("@pulumi/pulumi");
const squarecloud = require("pulumi-squarecloud");
const { Step } = require("./step");
`;
const SIGNATURE = /Signature=|AWSAccessKeyId/;
const STACK_TRACE = /^\s*at .+:\d+:\d+\)?$/m;

export const keyAndUrl = ({ url, apiKey }: Service): Config => ({
  plain: { "squarecloud:baseUrl": url },
  secret: { "squarecloud:apiKey": apiKey },
});

export async function createStack(
  cloud: Service,
  program: string,
  {
    within,
    project = [],
    directory = ".",
    config = keyAndUrl(cloud),
    environment = {},
    accounts = [],
    stateOf,
  }: StackOptions = {},
): Promise<Stack> {
  const folder = await mkdtemp(join(within ?? tmpdir(), "pulumi-squarecloud-stack-"));
  const backend = join(folder, ".backend");
  const home = join(folder, directory);
  const settings = {
    PULUMI_HOME: join(folder, ".home"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "of this test",
    SQUARECLOUD_CLOCK_RATE: String(RATE),
    // Each command starts two Nodes, which load much of the same.
    NODE_COMPILE_CACHE: join(folder, ".compiled"),
    ...environment,
  };
  let started = 0;
  const keys = [cloud, ...accounts].map(({ apiKey }) => apiKey);

  await mkdir(backend);
  await writeFile(join(folder, "Pulumi.yaml"), "name: tested\nruntime: nodejs\n");
  await writeFile(join(folder, "package.json"), '{ "name": "tested", "main": "index.js" }\n');
  await copyFile(join(__dirname, "step.js"), join(folder, "step.js"));
  for (const path of project) await cp(join(CHECKOUT, path), join(folder, path), { recursive: true });
  if (within === undefined) await install(join(folder, "node_modules"));

  const write = (text: string) => writeFile(join(folder, "index.js"), PRELUDE + text);

  const spawn = (...args: string[]) => pulumi(args, home, settings);

  function start(verb: Verb): Command<Run> {
    const unasked = verb === "preview" ? [] : ["--yes", "--skip-preview"];
    const eventLog = join(folder, `.events-${++started}`);
    const command = spawn(verb, ...unasked, "--event-log", eventLog);
    const giveUp = async (error: unknown) => {
      await endProcessesOf(folder);
      throw error;
    };
    const ended = command.ended.then((ended) => checked(ended, eventLog), giveUp);
    ended.catch(() => undefined); // a test that has failed by then waits for it no more
    return { ...command, ended };
  }

  /** What no command may ever show or store. */
  async function checked(ended: Ended, eventLog: string): Promise<Run> {
    expectNoSecrets(ended.printed, keys);
    expect(ended.printed).not.toMatch(STACK_TRACE);
    expectNoSecrets(await stored(), keys);
    return { ...ended, steps: await stepsIn(eventLog) };
  }

  async function runTo(verb: Verb, isExpected: (code: number | null) => boolean): Promise<Run> {
    const run = await start(verb).ended;
    if (!isExpected(run.code)) throw new Error(`pulumi ${verb} ended with ${run.code}:\n${run.printed}`);
    return run;
  }

  async function cli(...args: string[]) {
    const ended = await spawn(...args).ended;
    if (ended.code !== 0) throw new Error(`pulumi ${args[0]} ended with ${ended.code}:\n${ended.printed}`);
    return ended;
  }

  const configure = ({ plain = {}, secret = {} }: Config) =>
    cli("config", "set-all", ...flags("--plaintext", plain), ...flags("--secret", secret)).then(
      () => undefined,
    );

  async function stored() {
    const files = await readdir(backend, { recursive: true, withFileTypes: true });
    const paths = files.flatMap((file) => (file.isFile() ? join(file.parentPath, file.name) : []));
    const texts = [...paths, join(home, "Pulumi.dev.yaml")].map((path) => readFile(path, "utf8"));
    return (await Promise.all(texts)).join("\n");
  }

  async function state() {
    const stacks = join(backend, ".pulumi", "stacks");
    const [name = ""] = await readdir(stacks);
    const { checkpoint } = JSON.parse(await readFile(join(stacks, name, "dev.json"), "utf8"));
    const resources: Resource[] = checkpoint.latest?.resources ?? [];
    return Object.fromEntries(resources.map((resource) => [resource.urn.split("::").at(-1), resource]));
  }

  async function ran() {
    const text = await readFile(join(folder, "ran"), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "");
  }

  async function dispose() {
    try {
      // The engine does not wait for its plugins to be gone.
      await eventually(async () => (await processesOf(folder)).length === 0);
    } finally {
      await endProcessesOf(folder);
      await rm(folder, { recursive: true, force: true });
    }
  }

  try {
    await write(program);
    if (stateOf) await copyState(stateOf.folder, folder);
    await cli("stack", stateOf ? "select" : "init", "dev");
    if (!stateOf && (config.plain ?? config.secret)) await configure(config);
  } catch (error) {
    await dispose();
    throw error;
  }

  return {
    folder,
    program: write,
    configure,
    run: (verb) => runTo(verb, (code) => code === 0),
    fail: (verb) => runTo(verb, (code) => code !== 0 && code !== null),
    start,
    cli,
    ran,
    state,
    stored,
    [Symbol.asyncDispose]: dispose,
  };
}

/** What `npm install` leaves: the package itself, and links to the dependencies that the checkout has. */
async function install(modules: string) {
  await unpackInto(join(modules, "pulumi-squarecloud"));
  for (const name of ["@pulumi", "@types", "pg", "typescript", "undici"]) {
    await symlink(join(CHECKOUT, "node_modules", name), join(modules, name), "junction");
  }
}

async function copyState(from: string, to: string) {
  await cp(join(from, ".backend"), join(to, ".backend"), { recursive: true });
  await copyFile(join(from, "Pulumi.dev.yaml"), join(to, "Pulumi.dev.yaml"));
}

const flags = (flag: string, values: { [name: string]: string }) =>
  Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);

function expectNoSecrets(text: string, keys: string[]) {
  for (const key of keys) expect(text).not.toContain(key);
  expect(text).not.toMatch(SIGNATURE);
}
