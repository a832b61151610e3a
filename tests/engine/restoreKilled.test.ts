import { type Simulator, startSimulator } from "../../simulator";
import { eventually } from "./eventually";
import { describeKills, killAll, killTheCli, pressTwice } from "./kill";
import { endProcessesOf, providersOf } from "./processes";
import { createStack } from "./stack";

jest.setTimeout(120_000);

/** So slow that each phase of a restore lasts until the test has seen it. */
const RATE = 20;
const environment = { SQUARECLOUD_CLOCK_RATE: String(RATE) };

const EXPLANATION =
  "An earlier run was killed over this restore, so nobody knows whether live data was overwritten";

const remedies = {
  "assume that it was carried out": { inputs: { onUnknownOutcome: "assumeRestored" }, restores: 0 },
  retry: { inputs: { onUnknownOutcome: "retry" }, restores: 1 },
  "other triggers": { inputs: { triggers: ["again"] }, restores: 1 },
};
type Remedy = keyof typeof remedies;

const kills: { who: string; kill: typeof killAll.kill; lives: boolean; remedy: Remedy }[] = [
  { ...killTheCli, lives: true, remedy: "assume that it was carried out" },
  { ...killAll, lives: false, remedy: "retry" },
  { ...pressTwice, lives: false, remedy: "other triggers" },
];

/** What the first of two restores is at; the second has been prepared, and waits until the account may send it. */
const phases = [
  { when: "while the request is held and another waits for its turn", delay: 90, status: "open" },
  { when: "while it settles and another waits for its turn", delay: 0, status: 200 },
] as const;

describeKills.each(phases)("killed $when", ({ delay, status }) => {
  test.each(kills)("$who; then $remedy", async ({ kill, lives, remedy }) => {
    await using cloud = await startSimulator({ rate: RATE });
    const targets = [cloud.databaseId, cloud.addDatabase()];
    const point = pointOf(cloud);
    const program = (inputs: object) => `
      for (const databaseId of ${JSON.stringify(targets)}) {
        const restore = new squarecloud.SnapshotRestore(databaseId, {
          databaseId, ...${JSON.stringify({ ...point, ...inputs })},
        });
        new Step("migrate-" + databaseId, "after", { dependsOn: restore });
      }
    `;
    const restores = () => targets.map((target) => cloud.restores(target).length);
    await using stack = await createStack(cloud, program({}), { environment });

    cloud.next("restore", { delay });
    const up = stack.start("up");
    await eventually(() => cloud.requests("status").filter((asked) => asked.status === 200).length === 2);
    await eventually(() => cloud.requests("restore")[0]?.status === status);
    await kill(up, stack);
    await stack.cli("cancel", "--yes");

    // These send nothing. The killed run's own provider may live on, and send what waits: a first restore too.
    expect((await stack.fail("preview")).printed).toContain(EXPLANATION);
    expect((await stack.fail("up")).printed).toContain(EXPLANATION);
    await endProcessesOf(stack.folder);
    expect(Math.max(...restores())).toBe(1);
    if (!lives) expect(restores()).toContain(0);
    expect(await stack.ran()).toEqual([]);

    // What a person decides counts for both.
    cloud.advance(200);
    const before = restores();
    await stack.program(program(remedies[remedy].inputs));
    await stack.run("up");
    expect(restores()).toEqual(before.map((count) => count + remedies[remedy].restores));
    expect((await stack.ran()).sort()).toEqual(targets.map((target) => `migrate-${target} after`).sort());
  });
});

describeKills("killed with nobody left to save what is done", () => {
  test("a restore that waits for its turn is not sent any more", async () => {
    const rate = 10; // so that the run is killed within the first of the two minutes that it waits
    await using cloud = await startSimulator({ rate });
    const { databaseId } = cloud;
    const program = `
      const args = ${JSON.stringify({ databaseId, ...pointOf(cloud) })};
      for (const name of ["one", "other"]) new squarecloud.SnapshotRestore(name, args);
    `;
    const slowly = { SQUARECLOUD_CLOCK_RATE: String(rate) };
    await using stack = await createStack(cloud, program, { environment: slowly });
    const up = stack.start("up");
    for (const said of ["before a restore may be asked for", "the restore is dispatched"]) {
      await eventually(() => up.printed().includes(said));
    }
    await killTheCli.kill(up, stack);

    // The provider lives on until it has something to say.
    expect(await providersOf(stack.folder)).not.toEqual([]);
    await eventually(async () => (await providersOf(stack.folder)).length === 0);
    expect(cloud.restores(databaseId)).toHaveLength(1);
    await endProcessesOf(stack.folder);
  });
});

describeKills("killed as it sends what an earlier run could not", () => {
  test("a restore that was refused after its safety snapshot is sent once, whatever happens to the run", async () => {
    await using cloud = await startSimulator({ rate: RATE });
    const { databaseId } = cloud;
    const program = `new squarecloud.SnapshotRestore("restore", ${JSON.stringify({
      ...{ databaseId, ...pointOf(cloud), safetySnapshot: true },
    })});`;
    await using stack = await createStack(cloud, program, { environment });
    cloud.next("restore", { code: "SNAPSHOT_RESTORE_FAILED", status: 404 });
    expect((await stack.fail("up")).printed).toContain("SNAPSHOT_RESTORE_FAILED");
    expect((await stack.state()).restore?.outputs).toMatchObject({ status: "pending" });

    cloud.advance(200);
    cloud.next("restore", { delay: 90 });
    const up = stack.start("up");
    await eventually(() => cloud.requests("restore")[1]?.status === "open");
    await killAll.kill(up, stack);
    await stack.cli("cancel", "--yes");
    for (const verb of ["preview", "up", "up"] as const) {
      expect((await stack.fail(verb)).printed).toContain(EXPLANATION);
    }
    expect(cloud.restores(databaseId)).toHaveLength(1);
  });

  test("a retry is sent once, and the receipt of what came before it stays", async () => {
    await using cloud = await startSimulator({ rate: RATE });
    const { databaseId } = cloud;
    const args = { databaseId, ...pointOf(cloud) };
    const program = (inputs: object) =>
      `new squarecloud.SnapshotRestore("restore", ${JSON.stringify({ ...args, ...inputs })});`;
    await using stack = await createStack(cloud, program({}), { environment });
    cloud.next("restore", "reset after handling");
    await stack.fail("up");

    cloud.advance(200);
    cloud.next("restore", { delay: 90 });
    await stack.program(program({ onUnknownOutcome: "retry" }));
    const up = stack.start("up");
    await eventually(() => cloud.requests("restore")[1]?.status === "open");
    await killAll.kill(up, stack);
    await stack.cli("cancel", "--yes");

    // The receipt tells what is not known, and the record of an update nothing more: it stops no replacement.
    await stack.program(program({}));
    await stack.cli("preview", "--replace", (await stack.state()).restore?.urn ?? "");
    for (const verb of ["preview", "up"] as const) {
      const { printed } = await stack.fail(verb);
      expect(printed).toContain("had no answer, so nobody knows whether live data was overwritten");
      expect(printed).not.toContain(EXPLANATION);
    }
    await stack.program(program({ onUnknownOutcome: "assumeRestored" }));
    await stack.run("up");
    expect((await stack.state()).restore?.outputs).toMatchObject({ status: "restored" });
    expect(cloud.restores(databaseId)).toHaveLength(2);
  });
});

function pointOf(cloud: Simulator) {
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId, { data: "old" });
  return { snapshotId, versionId };
}
