import { type Simulator, startSimulator } from "../../simulator";
import { eventually } from "./eventually";
import { endProcessesOf, processesOf } from "./processes";
import { createStack, RATE, type Stack } from "./stack";

jest.setTimeout(180_000);

/** Seconds; so long that the capture is still going on when the test wants it to be. */
const LONG = 20_000;

const program = ({ databaseId }: Simulator) => `
  const backup = new squarecloud.Snapshot("backup", {
    databaseId: "${databaseId}",
    reuseWithin: "10h",
    timeouts: { create: "10h" },
  });
  new Step("migrate", backup.versionId);
`;

/** Ends the capture. The service's time goes ahead by less than the capture took, as the time of the request goes with it. */
const endCapture = (cloud: Simulator) => cloud.advance(LONG - 10);

/** An up that has just asked for its snapshot. */
async function startUp(stack: Stack, cloud: Simulator) {
  cloud.setCapture(cloud.databaseId, LONG);
  const up = stack.start("up");
  await eventually(() => cloud.requests("create").length === 1);
  return up;
}

test("one Ctrl-C: the snapshot on its way is waited for and kept, and nothing else is begun", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(cloud, program(cloud));
  const up = await startUp(stack, cloud);

  up.signal("SIGINT");
  await eventually(() => up.printed().includes("^C received"));
  endCapture(cloud);
  const { code, steps } = await up.ended;
  expect(code).not.toBe(0);
  expect(steps).toEqual(["create backup"]);
  const [version] = cloud.versions(cloud.databaseId);
  expect((await stack.state()).backup?.outputs).toMatchObject({
    status: "available",
    versionId: version?.versionId,
  });
  expect(await stack.ran()).toEqual([]);

  expect((await stack.run("up")).steps).toEqual(["create migrate"]);
  expect(await stack.ran()).toEqual([`migrate ${version?.versionId}`]);
  expect(cloud.requests("create")).toHaveLength(1);
});

test("one Ctrl-C: the restore on its way is waited for, its receipt kept, and nothing else is begun", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  const { snapshotId, versionId } = cloud.addSnapshot(databaseId, { data: "old" });
  const args = JSON.stringify({ databaseId, snapshotId, versionId });
  await using stack = await createStack(
    cloud,
    `
    const rollback = new squarecloud.SnapshotRestore("rollback", ${args});
    new Step("migrate", "after", { dependsOn: rollback });
    `,
  );
  cloud.next("restore", { delay: 200 });
  const up = stack.start("up");
  await eventually(() => cloud.requests("restore").length === 1);

  up.signal("SIGINT");
  await eventually(() => up.printed().includes("^C received"));
  expect(cloud.requests("restore")[0]?.status).toBe("open");
  cloud.advance(200);
  const { code, steps } = await up.ended;
  expect(code).not.toBe(0);
  expect(steps).toEqual(["create rollback"]);
  expect((await stack.state()).rollback?.outputs).toMatchObject({ status: "restored", versionId });
  expect(cloud.read(databaseId)).toBe("old");
  expect(await stack.ran()).toEqual([]);

  expect((await stack.run("up")).steps).toEqual(["create migrate"]);
  expect(await stack.ran()).toEqual(["migrate after"]);
  expect(cloud.requests("restore")).toHaveLength(1);
});

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("after a kill, `reuseWithin` takes over what the killed run has left", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(cloud, program(cloud));
  const up = await startUp(stack, cloud);

  up.signal("SIGKILL");
  await up.ended;
  expect(await processesOf(stack.folder)).not.toEqual([]);
  await endProcessesOf(stack.folder);
  await stack.cli("cancel", "--yes");
  expect(await stack.state()).not.toHaveProperty("backup");

  endCapture(cloud);
  const { printed } = await stack.run("up");
  const [version] = cloud.versions(cloud.databaseId);
  expect(printed).toContain(`database ${cloud.databaseId}: taking over the snapshot of `);
  expect(await stack.ran()).toEqual([`migrate ${version?.versionId}`]);
  expect(cloud.requests("create")).toHaveLength(1);
});
