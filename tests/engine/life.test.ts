import { type Simulator, startSimulator } from "../../simulator";
import { requestsDuring, started } from "./requests";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

const program = ({ databaseId, applicationId }: Simulator, trigger: string) => `
  const triggers = ["${trigger}"];
  const dependsOn = new squarecloud.Snapshot("reused", { databaseId: "${databaseId}", reuseWithin: "1d" });
  const database = new squarecloud.Snapshot("database", { databaseId: "${databaseId}", triggers }, { dependsOn });
  const application = new squarecloud.Snapshot("application", { applicationId: "${applicationId}", triggers });
  new Step("migrate", database.versionId, { dependsOn: application });
`;

test("a snapshot's life, from the first preview to destroy", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId, applicationId } = cloud;
  const versionsOf = (target: string) => cloud.versions(target).map(({ versionId }) => versionId);
  cloud.setCapture(databaseId, 150); // answered with 202, then looked for
  const { versionId: olderVersion } = cloud.addSnapshot(databaseId);
  await using stack = await createStack(cloud, program(cloud, "1"));

  // A preview asks for nothing.
  const previewed = await stack.run("preview");
  expect(previewed.steps.sort()).toEqual([
    "create application",
    "create database",
    "create migrate",
    "create reused",
  ]);
  expect(cloud.requests()).toEqual([]);

  // The first up takes one of each, tells how it gets on, and what depends on them runs last.
  const first = await stack.run("up");
  expect(first.steps.at(-1)).toBe("create migrate");
  expect(
    started(cloud.requests())
      .map(({ target }) => target)
      .sort(),
  ).toEqual([applicationId, databaseId].sort());
  const [, ownVersion] = versionsOf(databaseId);
  expect(await stack.ran()).toEqual([`migrate ${ownVersion}`]);
  for (const line of [
    `application ${applicationId}: taking a snapshot`,
    `database ${databaseId}: taking a snapshot`,
    `database ${databaseId}: the snapshot is being taken (1 min)`,
    `database ${databaseId}: looking for the snapshot in the listing`,
    `database ${databaseId}: snapshot of `,
    `database ${databaseId}: taking over the snapshot of `,
  ]) {
    expect(first.printed).toContain(line);
  }
  expect(first.printed).not.toContain("plain text");

  const state = await stack.state();
  expect(state.database?.outputs).toMatchObject({
    status: "available",
    versionId: ownVersion,
    url: { ciphertext: expect.any(String) },
    key: { ciphertext: expect.any(String) },
  });
  expect(state.reused?.outputs).toMatchObject({ versionId: olderVersion });
  expect(state.application?.outputs).toMatchObject({ versionId: versionsOf(applicationId)[0] });
  const closure = String(state.database?.inputs.__provider);
  expect(Buffer.byteLength(closure)).toBeLessThanOrEqual(2_048);
  expect(closure).not.toContain(databaseId);

  // With nothing to do, nothing is asked.
  const idle = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toEqual([]);
  });
  expect(idle).toEqual([]);

  // A refresh reads each target's listing once, however many snapshots it has, and changes nothing.
  const reads = await requestsDuring(cloud, async () => {
    expect((await stack.run("refresh")).printed).toContain("5 unchanged");
  });
  expect(reads.map(({ call, target }) => `${call} ${target}`).sort()).toEqual(
    [`list ${applicationId}`, `list ${databaseId}`].sort(),
  );

  // Another trigger takes another snapshot, and forgets the old one only after that.
  cloud.advance(600);
  cloud.setCapture(databaseId, 20);
  await stack.program(program(cloud, "2"));
  const replacing = await requestsDuring(cloud, async () => {
    const { steps } = await stack.run("up");
    const orderOf = (step: string) => steps.indexOf(step);
    expect(orderOf("create-replacement migrate")).toBeGreaterThan(orderOf("create-replacement database"));
    expect(orderOf("create-replacement migrate")).toBeGreaterThan(orderOf("create-replacement application"));
    expect(orderOf("delete-replaced database")).toBeGreaterThan(orderOf("create-replacement migrate"));
    expect(steps.filter((step) => step.endsWith(" reused"))).toEqual([]);
  });
  expect(started(replacing)).toHaveLength(2);
  const [, , newVersion] = versionsOf(databaseId);
  expect(await stack.ran()).toEqual([`migrate ${ownVersion}`, `migrate ${newVersion}`]);

  // No route deletes a snapshot: destroy calls nothing, and says where it stays.
  const deletions = await requestsDuring(cloud, async () => {
    const destroyed = await stack.run("destroy");
    expect(destroyed.printed).toMatch(
      new RegExp(`database ${databaseId}: forgotten; the snapshot of .* stays at Square Cloud until `),
    );
  });
  expect(deletions).toEqual([]);
  expect(await stack.state()).toEqual({});
  expect(versionsOf(databaseId)).toHaveLength(3);
});
