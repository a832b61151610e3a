import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Simulator, startSimulator } from "../../simulator";
import { requestsDuring } from "./requests";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

const MONTH = 31 * 24 * 3_600;

/** What makes a changed snapshot acceptable, as the failure names it. */
const REMEDIES = [
  "Change `triggers` to restore this snapshot now",
  'set the resource option `ignoreChanges: ["snapshotId", "versionId"]` to leave the data as it is',
];

test("a snapshot that expires, is replaced, and flows into a restore does not overwrite live data", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  const program = (triggers: string[], options: object = {}) => `
    const databaseId = "${databaseId}";
    const backup = new squarecloud.Snapshot("backup", { databaseId, onExpiry: "replace" });
    new squarecloud.SnapshotRestore("rollback", {
      databaseId, snapshotId: backup.snapshotId, versionId: backup.versionId, triggers: ${JSON.stringify(triggers)},
    }, ${JSON.stringify(options)});
  `;
  await using stack = await createStack(cloud, program(["1"]));

  // What a preview does not know yet, it lets through.
  const planned = await requestsDuring(cloud, async () => {
    expect((await stack.run("preview")).steps).toEqual(["create backup", "create rollback"]);
  });
  expect(planned).toEqual([]);
  await stack.run("up");
  const [restore] = cloud.restores(databaseId);
  expect((await stack.state()).rollback?.outputs).toMatchObject({
    status: "restored",
    restoredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    versionId: restore?.versionId,
  });

  cloud.write(databaseId, "live");
  const expectUntouched = () => {
    expect(cloud.restores(databaseId)).toEqual([restore]);
    expect(cloud.read(databaseId)).toBe("live");
  };
  cloud.advance(MONTH);
  await stack.run("refresh");
  const previewed = await stack.run("preview");
  for (const text of ["warning: The snapshot to restore will be another one", ...REMEDIES]) {
    expect(previewed.printed).toContain(text);
  }
  expect(previewed.steps).not.toContainEqual(expect.stringContaining("rollback"));

  const failed = await stack.fail("up");
  expect(failed.printed).toMatch(
    /resource 'rollback': property versionId value {.*} has a problem: changed, and `triggers` did not/,
  );
  for (const text of REMEDIES) expect(failed.printed).toContain(text);
  expect(cloud.versions(databaseId)).toHaveLength(1);
  expectUntouched();

  // The first remedy leaves the data as it is,
  const options = { ignoreChanges: ["snapshotId", "versionId"] };
  await stack.program(program(["1"], options));
  await stack.run("up");
  expectUntouched();

  // and the second says to overwrite it, which the preview shows; the first does not keep it from the new snapshot.
  cloud.write(databaseId, "spoilt");
  await stack.program(program(["2"], options));
  const replacement = ["create-replacement rollback", "replace rollback"];
  expect((await stack.run("preview")).steps).toEqual(expect.arrayContaining(replacement));
  expect((await stack.run("up")).steps).toEqual([...replacement, "delete-replaced rollback"]);
  expect(cloud.restores(databaseId)).toHaveLength(2);
  expect(cloud.read(databaseId)).toBe("live");
});

test("moved, upgraded or refreshed it restores nothing; declared anew, renamed without an alias or replaced it does", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  const point = pointOf(cloud);
  const program = (name: string, options: string, step = "1") => `
    const group = new pulumi.ComponentResource("tested:index:Group", "group");
    new squarecloud.SnapshotRestore("${name}", ${JSON.stringify({ databaseId, ...point })}, ${options});
    new Step("deploy", "${step}");
  `;
  const expectIdle = async (work: () => Promise<unknown>) => {
    expect(await requestsDuring(cloud, work)).toEqual([]);
    expect(cloud.restores(databaseId)).toHaveLength(1);
  };
  await using stack = await createStack(cloud, program("rollback", "{}"));
  await stack.run("up");
  expect(cloud.read(databaseId)).toBe("old");
  const closure = String((await stack.state()).rollback?.inputs.__provider);
  expect(Buffer.byteLength(closure)).toBeLessThanOrEqual(2_048);
  expect(closure).not.toContain(databaseId);

  await expectIdle(async () => expect((await stack.run("up")).steps).toEqual([]));

  // Another name and parent, and another version of the package.
  await upgrade(join(stack.folder, "node_modules", "pulumi-squarecloud"));
  const moved = '{ parent: group, aliases: [{ name: "rollback", parent: pulumi.rootStackResource }] }';
  await stack.program(program("undo", moved, "2"));
  await expectIdle(async () => {
    const { urn = "" } = (await stack.state()).deploy ?? {};
    await stack.cli("up", "--yes", "--skip-preview", "--target", urn);
    expect(await stack.ran()).toEqual(["deploy 1", "deploy 2"]);
  });
  await expectIdle(async () => expect((await stack.run("up")).steps).toEqual([]));
  await expectIdle(() => stack.run("refresh"));

  await expectIdle(async () => {
    const { printed } = await stack.run("destroy");
    expect(printed).toContain(
      `database ${databaseId}: the restore of ${point.versionId} is forgotten, and the data stays as it is; ` +
        "declared again, it would overwrite the data again",
    );
    expect(printed).toContain("forgotten by the next version");
  });
  // Declared again, under a name of which no alias tells, and as the command says.
  const expectRestores = async (count: number, work: () => Promise<unknown>) => {
    cloud.advance(600);
    await work();
    expect(cloud.restores(databaseId)).toHaveLength(count);
  };
  await expectRestores(2, () => stack.run("up"));
  await stack.program(program("rollback", "{}", "2"));
  await expectRestores(3, () => stack.run("up"));
  const { urn = "" } = (await stack.state()).rollback ?? {};
  await expectRestores(4, () => stack.cli("up", "--yes", "--skip-preview", "--replace", urn));
});

test("what comes from a resource that is deleted before it is replaced restores again only if it changes", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  const point = pointOf(cloud);
  const program = (release: string, ticket: string) => `
    const provider = {
      diff: async (id, olds, news) => ({
        changes: olds.release !== news.release, replaces: ["release"], deleteBeforeReplace: true,
      }),
      create: async (inputs) => ({ id: "1", outs: { ...inputs, databaseId: "${databaseId}", ticket: "${ticket}" } }),
    };
    class Incident extends pulumi.dynamic.Resource {}
    const outputs = { databaseId: undefined, ticket: undefined };
    const incident = new Incident(provider, "incident", { release: "${release}", ...outputs });
    new squarecloud.SnapshotRestore("rollback", {
      databaseId: incident.databaseId, ...${JSON.stringify(point)}, triggers: [incident.ticket],
    });
  `;
  await using stack = await createStack(cloud, program("1", "a"));
  await stack.run("up");

  // Also in an up the engine asks what would become of the restore, were all that unknown.
  const replacement = ["delete-replaced incident", "replace incident", "create-replacement incident"];
  await stack.program(program("2", "a"));
  const previewed = await stack.run("preview");
  expect(previewed.steps).toEqual([...replacement, "update rollback"]);
  for (const name of ["databaseId", "triggers"]) {
    expect(previewed.printed).toContain(
      `warning: \`${name}\` is not known before \`pulumi up\`. If it changes, live data is overwritten again.`,
    );
  }
  expect((await stack.run("up")).steps).toEqual(replacement);
  expect(cloud.restores(databaseId)).toHaveLength(1);

  cloud.advance(200);
  await stack.program(program("3", "b"));
  expect((await stack.run("up")).steps).toEqual(
    expect.arrayContaining([...replacement, "create-replacement rollback"]),
  );
  expect(cloud.restores(databaseId)).toHaveLength(2);
});

test("where it is not known whether a restore was carried out, nothing is sent until a person decides", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const lost = cloud.databaseId;
  const slow = cloud.addDatabase();
  const point = pointOf(cloud);
  const program = (inputs: object) => `
    const point = ${JSON.stringify(point)};
    const lost = new squarecloud.SnapshotRestore("lost", {
      databaseId: "${lost}", ...point, ...${JSON.stringify(inputs)},
    });
    const slow = new squarecloud.SnapshotRestore("slow", { databaseId: "${slow}", ...point });
    new Step("deploy", "after", { dependsOn: [lost, slow] });
  `;
  // A slower clock than the simulator's: the second restore is not to meet the cooldown of the first.
  const environment = { SQUARECLOUD_CLOCK_RATE: String(RATE * 0.8) };
  await using stack = await createStack(cloud, program({}), { environment });
  const explanation = new RegExp(
    `database ${lost}: the restore asked for at \\S+ had no answer, so nobody knows whether live data was overwritten`,
  );
  const expectNothingSent = async (work: () => Promise<unknown>) => {
    const asked = await requestsDuring(cloud, work);
    expect(asked.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(await stack.ran()).toEqual([]);
  };

  // One answer is lost, and whether the other target runs again cannot be seen.
  cloud.next("restore", "reset after handling", { target: lost });
  cloud.next("status", { code: "ACCESS_DENIED", status: 401 }, { target: slow, after: 1 });
  const first = await stack.fail("up");
  expect(first.printed).toMatch(/so nobody knows whether live data was overwritten/);
  expect(first.printed).toContain(`database ${slow}: the snapshot is restored, but`);
  const state = await stack.state();
  expect(state.lost?.outputs).toMatchObject({
    status: "unknown",
    __provider: expect.stringContaining("pulumi-squarecloud/provider/restore"),
  });
  expect(state.slow?.outputs).toMatchObject({ status: "settling" });

  await expectNothingSent(async () => {
    expect((await stack.fail("preview")).printed).toMatch(explanation);
    await stack.run("refresh");
    expect((await stack.fail("up")).printed).toMatch(explanation);
  });
  expect(cloud.restores(lost)).toHaveLength(1);

  await stack.program(program({ onUnknownOutcome: "assumeRestored" }));
  const asked = await requestsDuring(cloud, () => stack.run("up"));
  expect(asked.filter(({ method }) => method !== "GET")).toEqual([]);
  expect([cloud.restores(lost), cloud.restores(slow)].map(({ length }) => length)).toEqual([1, 1]);
  expect(await stack.ran()).toEqual(["deploy after"]);
  expect((await stack.state()).slow?.outputs).toMatchObject({ status: "restored" });

  // The answer to a replacement is lost: the one before says nothing about it.
  cloud.advance(200);
  cloud.next("restore", "HTML 504 after handling", { target: lost });
  await stack.program(program({ triggers: ["2"] }));
  await stack.fail("up");
  expect((await stack.fail("preview")).printed).toMatch(explanation);
  expect(cloud.restores(lost)).toHaveLength(2);

  cloud.advance(200);
  cloud.write(lost, "written since");
  await stack.program(program({ triggers: ["2"], onUnknownOutcome: "retry", safetySnapshot: true }));
  await stack.run("up");
  expect(cloud.restores(lost)).toHaveLength(3);
  const safety = cloud.versions(lost).find(({ data }) => data === "written since");
  expect((await stack.state()).lost?.outputs).toMatchObject({
    status: "restored",
    safetySnapshot: { status: "available", versionId: safety?.versionId },
  });
  expect((await stack.run("up")).steps).toEqual([]);
});

test("a preview does not know the safety snapshot yet", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const args = { databaseId: cloud.databaseId, ...pointOf(cloud), safetySnapshot: true };
  const program = `
    const restore = new squarecloud.SnapshotRestore("rollback", ${JSON.stringify(args)});
    new Step("note", restore.safetySnapshot.apply((safety) => safety?.versionId.slice(0, 8)));
  `;
  await using stack = await createStack(cloud, program);
  expect((await stack.run("preview")).steps).toEqual(["create rollback", "create note"]);
  expect(cloud.requests()).toEqual([]);
});

test("two stacks restore one target at the same time: one of them is refused, and restores nothing", async () => {
  const rate = 10; // so that the target's cooldown outlasts any difference between the two runs
  await using cloud = await startSimulator({ rate });
  const { databaseId } = cloud;
  const args = { databaseId, ...pointOf(cloud) };
  const program = `new squarecloud.SnapshotRestore("rollback", ${JSON.stringify(args)});`;
  const environment = { SQUARECLOUD_CLOCK_RATE: String(rate) };
  await using one = await createStack(cloud, program, { environment });
  await using two = await createStack(cloud, program, { environment });

  const runs = await Promise.all([one, two].map((stack) => stack.start("up").ended));
  expect(runs.map(({ code }) => code === 0).sort()).toEqual([false, true]);
  expect(runs.find(({ code }) => code !== 0)?.printed).toContain(`database ${databaseId}: KEEP_CALM`);
  expect(cloud.restores(databaseId)).toHaveLength(1);
});

/** An old snapshot of the simulator's first database. */
function pointOf(cloud: Simulator) {
  const { snapshotId, versionId } = cloud.addSnapshot(cloud.databaseId, { data: "old" });
  return { snapshotId, versionId };
}

/** Makes a next version of an installed package: what lies behind the door is moved, and says so. */
async function upgrade(installed: string) {
  const provider = join(installed, "dist", "provider");
  await rename(join(provider, "restore"), join(provider, "moved"));
  const door = join(provider, "doors", "restore.js");
  await writeFile(door, (await readFile(door, "utf8")).replaceAll('"../restore/', '"../moved/'));
  await appendFile(
    join(provider, "moved", "delete.js"),
    "const { sayForgotten: before } = exports;\n" +
      'exports.sayForgotten = (state) => before(state) + " (forgotten by the next version)";\n',
  );
}
