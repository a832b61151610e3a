import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, join, relative, sep } from "node:path";
import { createInterface } from "node:readline";
import { startSimulator } from "../../simulator";
import { createStack, RATE } from "../engine/stack";
import { CHECKOUT, type Installed, installPackage, runScript } from "./installed";

jest.setTimeout(180_000);

const FOLDERS = ["cli", "provider", "sdk", "simulator"];
const TSC = join("node_modules", "typescript", "bin", "tsc");
const PUBLINT = join(CHECKOUT, "node_modules", "publint", "src", "cli.js");
const ATTW = join(CHECKOUT, "node_modules", "@arethetypeswrong", "cli", "dist", "index.js");

let installed: Installed;
beforeAll(async () => {
  installed = await installPackage();
});
afterAll(() => installed?.[Symbol.asyncDispose]());

test("the tarball holds what is built of today's sources, and nothing else", async () => {
  const built = (await Promise.all(FOLDERS.map(sourcesIn)))
    .flat()
    .flatMap((source) => [
      `dist/${source.replace(/\.ts$/, ".js")}`,
      `dist/${source.replace(/\.ts$/, ".d.ts")}`,
    ]);
  const list = execFileSync("tar", ["-tzf", installed.tarball], { encoding: "utf8" }).trim().split("\n");
  const files = list.map((path) => path.replace(/^package\//, ""));
  expect(files.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json", ...built].sort());
});

async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(CHECKOUT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  return files.map((file) => relative(CHECKOUT, join(file.parentPath, file.name)).split(sep).join("/"));
}

test("publint finds nothing", async () => {
  expect(await runScript(PUBLINT, [installed.tarball, "--strict"], CHECKOUT)).toEqual({
    code: 0,
    printed: expect.stringContaining("All good!"),
  });
});

test("the types are right for every way of importing that knows `exports`", async () => {
  const { code, printed } = await runScript(
    ATTW,
    [installed.tarball, "--profile", "node16", "--no-emoji", "--no-color"],
    CHECKOUT,
  );
  expect(printed).toContain('"pulumi-squarecloud/simulator"');
  expect({ code, printed }).toMatchObject({ code: 0 });
});

test.each(["commonjs", "module"])(
  'a strict program of type "%s" compiles, libraries included',
  async (type) => {
    const folder = join(installed.folder, type);
    await mkdir(folder);
    await copyFile(join(__dirname, "consumer.ts"), join(folder, "consumer.ts"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type }));
    const compilerOptions = {
      target: "es2022",
      lib: ["es2023", "esnext.disposable"],
      module: "nodenext",
      moduleResolution: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    expect(await runScript(join(installed.folder, TSC), ["-p", folder], folder)).toEqual({
      code: 0,
      printed: "",
    });
  },
);

test("a program that imports the package does not load undici", async () => {
  const script = join(installed.folder, "imports.js");
  await writeFile(
    script,
    `
    require("pulumi-squarecloud");
    const loaded = Object.keys(require.cache);
    const of = (name) => loaded.filter((file) => file.split(/[\\\\/]/).includes(name)).length;
    console.log(JSON.stringify({ undici: of("undici"), own: of("pulumi-squarecloud") > 0 }));
    `,
  );
  const { printed } = await runScript(script, [], installed.folder);
  expect(JSON.parse(printed)).toEqual({ undici: 0, own: true });
});

test("its command runs a simulator until it is interrupted", async () => {
  const bin = join(installed.folder, "node_modules", ".bin", "pulumi-squarecloud");
  const command = spawn(bin, ["simulator", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(command, "exit");
  try {
    const [line] = await once(createInterface({ input: command.stdout }), "line");
    const { url, apiKey, databaseId } = JSON.parse(line);
    const answer = await fetch(`${url}/v2/databases/${databaseId}/snapshots`, {
      headers: { authorization: apiKey },
    });
    expect(await answer.json()).toEqual({ status: "success", response: [] });
    command.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  } finally {
    command.kill("SIGKILL");
  }
});

/** The Node of these tests, and the machine's own where that is another. */
const nodes = [...new Set([process.execPath, process.env.MACHINE_NODE ?? process.execPath])].map((node) => ({
  node,
  version: execFileSync(node, ["--version"], { encoding: "utf8" }).trim(),
}));

describe.each(nodes)("on Node $version", ({ node, version }) => {
  /** What puts this Node, and nothing else of its folder, first on PATH. */
  async function environment() {
    const bin = join(installed.folder, `node-${version}`);
    await mkdir(bin, { recursive: true });
    await symlink(node, join(bin, "node")).catch(() => undefined); // the other test has made it
    return { PATH: [bin, process.env.PATH].join(delimiter) };
  }

  test("a TypeScript program takes its snapshots", async () => {
    await using cloud = await startSimulator({ rate: RATE });
    const largeDatabaseId = cloud.addDatabase();
    await using stack = await createStack(cloud, "", {
      within: installed.folder,
      project: ["Pulumi.yaml", "examples"],
      environment: await environment(),
    });
    const { databaseId: smallDatabaseId, applicationId } = cloud;
    await stack.configure({ plain: { smallDatabaseId, largeDatabaseId, applicationId } });
    await stack.run("up");
    const { small, large, application } = await stack.state();
    expect(small?.outputs).toMatchObject({ status: "available" });
    expect(large?.outputs).toMatchObject({ status: "available" });
    expect(application?.outputs).toMatchObject({ status: "available" });
  });

  test("a JavaScript program takes its snapshot, with nothing left to do", async () => {
    await using cloud = await startSimulator({ rate: RATE });
    await using stack = await createStack(
      cloud,
      `
      const backup = new squarecloud.Snapshot("backup", { databaseId: "${cloud.databaseId}" });
      new Step("migrate", pulumi.interpolate\`\${backup.versionId} on \${process.version}\`);
      `,
      { within: installed.folder, environment: await environment() },
    );
    await stack.run("up");
    const [taken] = cloud.versions(cloud.databaseId);
    expect(await stack.ran()).toEqual([`migrate ${taken?.versionId} on ${version}`]);
    expect((await stack.run("up")).steps).toEqual([]);
  });
});
