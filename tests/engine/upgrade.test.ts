import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { requestsDuring } from "./requests";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

test("a state of this version is served by the next one's code, whatever lies behind the doors then", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  await using stack = await createStack(
    cloud,
    `
    const backup = new squarecloud.Snapshot("backup", { databaseId: "${databaseId}" });
    new Step("migrate", backup.versionId);
    `,
  );
  await stack.run("up");
  await upgrade(join(stack.folder, "node_modules", "pulumi-squarecloud"));

  const idle = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toEqual([]);
  });
  expect(idle).toEqual([]);

  const refreshed = await stack.run("refresh");
  expect(refreshed.printed).toContain("read by the next version");
  expect(refreshed.printed).toContain("3 unchanged");

  const destroyed = await stack.run("destroy");
  expect(destroyed.printed).toContain("deleted by the next version");
  expect(await stack.state()).toEqual({});
});

/** Makes a next version of an installed package: what lies behind the door is moved, and does more. */
async function upgrade(installed: string) {
  const provider = join(installed, "dist", "provider");
  await rename(join(provider, "snapshot"), join(provider, "moved"));
  const door = join(provider, "doors", "snapshot.js");
  const text = await readFile(door, "utf8");
  await writeFile(door, text.replaceAll('"../snapshot/', '"../moved/'));
  await appendFile(join(provider, "moved", "read.js"), saying("readSnapshot", "read by the next version"));
  await appendFile(
    join(provider, "moved", "delete.js"),
    saying("sayForgotten", "deleted by the next version"),
  );
}

const saying = (name: string, line: string) => `
const { ${name}: before } = exports;
exports.${name} = (...args) => {
  process.stdout.write("${line}\\n");
  return before(...args);
};
`;
