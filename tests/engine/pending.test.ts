import { type Simulator, startSimulator } from "../../simulator";
import { requestsDuring } from "./requests";
import { createStack, RATE, type Stack } from "./stack";

jest.setTimeout(180_000);

/** Longer than the program waits, and than any of these tests. */
const LONG = 100_000;

const program = ({ databaseId }: Simulator) => `
  const backup = new squarecloud.Snapshot("backup", { databaseId: "${databaseId}", timeouts: { create: "3m" } });
  new Step("migrate", "after", { dependsOn: backup });
`;

/** An up whose snapshot is not there in time. */
async function timeOut(stack: Stack, cloud: Simulator) {
  cloud.setCapture(cloud.databaseId, LONG);
  const { printed } = await stack.fail("up");
  expect(printed).toContain("error: 1 error occurred:");
  expect(printed).toMatch(/is not listed after .*kept as pending: the next `pulumi up` goes on looking/);
  expect(cloud.requests("create")).toHaveLength(1);
  await expectPending(stack);
}

async function expectPending(stack: Stack) {
  expect((await stack.state()).backup?.outputs).toMatchObject({
    status: "pending",
    __provider: expect.stringContaining("pulumi-squarecloud/provider/snapshot"),
  });
  expect(await stack.ran()).toEqual([]);
}

async function expectDone(stack: Stack, cloud: Simulator) {
  const [version] = cloud.versions(cloud.databaseId);
  expect((await stack.state()).backup?.outputs).toMatchObject({
    status: "available",
    versionId: version?.versionId,
    url: { ciphertext: expect.any(String) },
  });
  expect(await stack.ran()).toEqual(["migrate after"]);
  expect(cloud.requests("create")).toHaveLength(1);
}

test("what is not there in time is kept, and the next up goes on with it", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(cloud, program(cloud));
  await timeOut(stack, cloud);

  // Still not there: it is waited for again, and what depends on it still does not run.
  const again = await stack.fail("up");
  expect(again.steps).toEqual(["update backup"]);
  await expectPending(stack);

  cloud.advance(LONG);
  const { steps } = await stack.run("up");
  expect(steps).toEqual(["update backup", "create migrate"]);
  await expectDone(stack, cloud);
});

test("a refresh that does not find it lets nothing run on an unfinished snapshot", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(cloud, program(cloud));
  await timeOut(stack, cloud);

  const { printed } = await stack.run("refresh");
  expect(printed).toContain("is not listed yet");
  await expectPending(stack);

  const previewing = await requestsDuring(cloud, async () => {
    expect((await stack.run("preview")).steps).toEqual(["update backup", "create migrate"]);
  });
  expect(previewing).toEqual([]);

  cloud.advance(LONG);
  const { steps } = await stack.run("up");
  expect(steps).toEqual(["update backup", "create migrate"]);
  await expectDone(stack, cloud);
});

test("a refresh that finds it finishes it", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(cloud, program(cloud));
  await timeOut(stack, cloud);

  cloud.advance(LONG);
  await stack.run("refresh");
  const asked = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toEqual(["create migrate"]);
  });
  expect(asked).toEqual([]);
  await expectDone(stack, cloud);
});
