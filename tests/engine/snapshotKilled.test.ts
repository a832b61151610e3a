import { type Simulator, startSimulator } from "../../simulator";
import { eventually } from "./eventually";
import { describeKills, killAll, killTheCli, pressTwice } from "./kill";
import { endProcessesOf } from "./processes";
import { createStack } from "./stack";

jest.setTimeout(120_000);

/** So slow that each phase of a snapshot lasts until the test has seen it. */
const RATE = 20;
const environment = { SQUARECLOUD_CLOCK_RATE: String(RATE) };

/** Seconds: longer than the service holds a request. */
const LONG = 1_000;

interface Databases {
  taken: string;
  reused: string;
}

const phases = [
  {
    when: "while one waits to be asked for and the other's request is held",
    prepare(cloud: Simulator, { taken }: Databases) {
      cloud.next("create", { code: "KEEP_CALM", status: 429 }, { target: taken, times: 3 });
    },
    isReached: (cloud: Simulator, { taken, reused }: Databases) =>
      cloud.requests("create", taken).length > 1 && cloud.requests("create", reused)[0]?.status === "open",
  },
  {
    when: "while one is generated and the other looked for",
    prepare(cloud: Simulator, { taken }: Databases) {
      cloud.next("create", { code: "KEEP_CALM", status: 429 }, { target: taken });
    },
    isReached: (cloud: Simulator, { taken, reused }: Databases) =>
      cloud.requests("create", taken).at(-1)?.status === 202 && cloud.requests("list", reused).length > 1,
  },
];

describeKills.each(phases)("killed $when", ({ prepare, isReached }) => {
  test.each([killTheCli, killAll, pressTwice])("$who", async ({ kill }) => {
    await using cloud = await startSimulator({ rate: RATE });
    const databases = { taken: cloud.databaseId, reused: cloud.addDatabase() };
    const { taken, reused } = databases;
    for (const id of [taken, reused]) cloud.setCapture(id, LONG);
    await using stack = await createStack(
      cloud,
      `
      const taken = new squarecloud.Snapshot("taken", { databaseId: "${taken}" });
      const reused = new squarecloud.Snapshot("reused", { databaseId: "${reused}", reuseWithin: "2h" });
      new Step("migrate", pulumi.interpolate\`\${taken.versionId} \${reused.versionId}\`);
      `,
      { environment },
    );

    prepare(cloud, databases);
    const up = stack.start("up");
    await eventually(() => isReached(cloud, databases));
    await kill(up, stack);
    await stack.cli("cancel", "--yes");
    expect(await stack.ran()).toEqual([]);

    expect((await stack.run("preview")).steps.sort()).toEqual([
      "create migrate",
      "create reused",
      "create taken",
    ]);
    for (const id of [taken, reused]) cloud.setCapture(id, 20);
    cloud.advance(LONG);
    await stack.run("up");

    // Another is taken, or the one that the killed run has left is taken over; what depends on them comes after.
    const state = await stack.state();
    for (const [name, id] of Object.entries(databases)) {
      expect(state[name]?.outputs.status).toBe("available");
      const versions = cloud.versions(id).map(({ versionId }) => versionId);
      expect(versions).toContain(state[name]?.outputs.versionId);
    }
    const versionIds = [state.taken, state.reused].map((snapshot) => snapshot?.outputs.versionId);
    expect(await stack.ran()).toEqual([`migrate ${versionIds.join(" ")}`]);
    expect(cloud.versions(reused)).toHaveLength(1);
    await endProcessesOf(stack.folder);
  });
});

test("two stacks take one target's snapshot at the same time: each ends with one of its own", async () => {
  await using cloud = await startSimulator({ rate: 60 });
  const program = `new squarecloud.Snapshot("backup", { databaseId: "${cloud.databaseId}" });`;
  await using one = await createStack(cloud, program);
  await using two = await createStack(cloud, program);
  await Promise.all([one.run("up"), two.run("up")]);
  const kept = await Promise.all([one, two].map((stack) => stack.state()));
  const versions = cloud.versions(cloud.databaseId).map(({ versionId }) => versionId);
  expect(kept.map(({ backup }) => backup?.outputs.versionId).sort()).toEqual(versions.sort());
});
