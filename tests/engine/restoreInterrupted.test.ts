import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Simulator, startSimulator } from "../../simulator";
import { eventually } from "./eventually";
import { describeKills, killAll } from "./kill";
import { requestsDuring } from "./requests";
import { createStack, RATE, type Stack } from "./stack";

jest.setTimeout(180_000);

const EXPLANATION =
  "An earlier run was killed over this restore, so nobody knows whether live data was overwritten";

/** Kills an up that has just sent a restore, and all that works for it. */
async function killDuringRestore(stack: Stack, cloud: Simulator) {
  const before = cloud.requests("restore").length;
  cloud.next("restore", { delay: 200 });
  const up = stack.start("up");
  await eventually(() => cloud.requests("restore").length > before);
  await killAll.kill(up, stack);
  await stack.cli("cancel", "--yes");
}

const restoresDuring = async (cloud: Simulator, work: () => Promise<unknown>) =>
  (await requestsDuring(cloud, work)).filter(({ call }) => call === "restore");

describeKills("what an earlier run was killed over", () => {
  test("is known on every machine, under every name, and until somebody clears it", async () => {
    await using cloud = await startSimulator({ rate: RATE });
    const { databaseId } = cloud;
    const point = pointOf(cloud);
    const program = (name: string, { trigger = "1", options = "parent: group" } = {}) => `
      const group = new pulumi.ComponentResource("tested:index:Group", "group");
      const databaseId = pulumi.secret("${databaseId}"); // which the record does not tell
      const restore = new squarecloud.SnapshotRestore("${name}", {
        databaseId, ...${JSON.stringify({ ...point, triggers: [trigger] })},
      }, { ${options} });
      new Step("sibling", "after", { parent: group, dependsOn: restore });
    `;
    await using stack = await createStack(cloud, program("rollback"));
    await killDuringRestore(stack, cloud);
    await using elsewhere = await createStack(cloud, program("rollback"), { stateOf: stack });

    const sent = await restoresDuring(cloud, async () => {
      expect((await elsewhere.fail("preview")).printed).toContain(EXPLANATION);
      expect((await elsewhere.fail("up")).printed).toContain(EXPLANATION);

      // Renamed since then, within a component that was renamed too.
      const renamed = program("undo", { options: 'parent: group, aliases: [{ name: "rollback" }]' });
      await stack.program(renamed.replace('"group")', '"team", {}, { aliases: [{ name: "group" }] })'));
      expect((await stack.fail("preview")).printed).toContain(EXPLANATION);
    });
    expect(sent).toEqual([]);

    // Once the record is cleared, as the explanation says how to, it is restored.
    cloud.advance(200);
    await elsewhere.cli("refresh", "--clear-pending-creates", "--yes");
    await elsewhere.run("up");
    expect(cloud.restores(databaseId)).toHaveLength(2);

    // Other triggers are another intention, and leave the record where it is.
    cloud.advance(200);
    await stack.program(program("rollback", { trigger: "2" }));
    await stack.run("up");
    expect(cloud.restores(databaseId)).toHaveLength(3);

    // Without a `pulumi` to ask for the record, a warning says so.
    await stack.program(`process.env.PATH = "/nowhere"; ${program("rollback", { trigger: "2" })}`);
    const idle = await requestsDuring(cloud, async () => {
      const { printed, steps } = await stack.run("up");
      expect(printed).toContain("with 1 pending operation");
      expect(printed).toContain("warning: `pulumi stack export` could not be run (ENOENT)");
      expect(steps).toEqual([]);
    });
    expect(idle).toEqual([]);
  });

  test("is asked for once per program, and by no program that restores nothing", async () => {
    await using cloud = await startSimulator({ rate: RATE });
    const program = (text: string) => `
      process.env.PATH = require("node:path").resolve("bin") + ":" + process.env.PATH;
      const databaseId = "${cloud.databaseId}";
      ${text}
    `;
    const restores = `
      const args = { databaseId, ...${JSON.stringify(pointOf(cloud))} };
      for (const name of ["one", "other"]) new squarecloud.SnapshotRestore(name, args);
    `;
    await using stack = await createStack(cloud, program(restores));
    const asked = await noteCalls(stack);
    await stack.run("preview");
    expect(await asked()).toEqual(["stack export --stack organization/tested/dev"]);

    await stack.program(program('new squarecloud.Snapshot("backup", { databaseId });'));
    await stack.run("preview");
    expect(await asked()).toHaveLength(1);
  });

  test("says nothing about an equal restore before it, or a migration between them", async () => {
    await using cloud = await startSimulator({ rate: RATE });
    const { databaseId } = cloud;
    const point = pointOf(cloud);
    const program = (onUnknownOutcome: string) => `
      const args = ${JSON.stringify({ databaseId, ...point, onUnknownOutcome })};
      const first = new squarecloud.SnapshotRestore("first", args);
      const migrate = new Step("migrate", "first", { dependsOn: first });
      const second = new squarecloud.SnapshotRestore("second", args, { dependsOn: migrate });
      new Step("check", "second", { dependsOn: second });
    `;
    await using stack = await createStack(cloud, program("fail"));
    cloud.next("restore", { delay: 200 }, { after: 1 });
    const up = stack.start("up");
    await eventually(() => cloud.requests("restore").length === 2);
    await killAll.kill(up, stack);
    await stack.cli("cancel", "--yes");

    expect((await stack.fail("up")).printed).toContain(`resource 'second': property onUnknownOutcome`);
    await stack.program(program("assumeRestored"));
    const { steps } = await stack.run("up");
    expect(steps).toEqual(["create second", "create check"]);
    expect(cloud.restores(databaseId)).toHaveLength(2);
    expect(await stack.ran()).toEqual(["migrate first", "check second"]);
  });
});

/** Puts a `pulumi` into the project's `bin` that notes what it is asked for, and asks the real one. */
async function noteCalls({ folder }: Stack): Promise<() => Promise<string[]>> {
  const bin = join(folder, "bin");
  const script = [
    "#!/bin/sh",
    'echo "$*" >> bin/asked',
    "PATH=$(echo $PATH | cut -d: -f2-)",
    'exec pulumi "$@"',
  ];
  await mkdir(bin);
  await writeFile(join(bin, "pulumi"), script.join("\n"), { mode: 0o755 });
  return async () => (await readFile(join(bin, "asked"), "utf8")).trim().split("\n");
}

/** An old snapshot of the simulator's first database. */
function pointOf(cloud: Simulator) {
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId, { data: "old" });
  return { snapshotId, versionId };
}
