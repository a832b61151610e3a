import { startSimulator, type Version } from "../../simulator";
import { createStack, RATE } from "./stack";

jest.setTimeout(120_000);

test("getLatestSnapshot, getSnapshots and Snapshot.get read what is there, in a preview too, and take nothing", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId } = cloud;
  const daily = cloud.addSnapshot(databaseId, { origin: "automatic" });
  const manual = cloud.addSnapshot(databaseId, { origin: "manual" });
  await using stack = await createStack(
    cloud,
    `
    const latest = squarecloud.getLatestSnapshot({ databaseId: "${databaseId}", origin: "automatic" });
    const given = squarecloud.getSnapshotsOutput({ databaseId: pulumi.output("${databaseId}") });
    const golden = squarecloud.Snapshot.get("golden", "databases/${databaseId}/${manual.versionId}");
    exports.daily = latest;
    exports.versions = given.apply((all) => all.map(({ versionId }) => versionId).sort());
    exports.golden = { status: golden.status, snapshotId: golden.snapshotId, url: golden.url };
    `,
  );
  await stack.run("preview");
  await stack.run("up");
  const outputs = JSON.parse((await stack.cli("stack", "output", "--json")).stdout);
  expect(outputs.daily).toMatchObject({ versionId: daily.versionId, url: "[secret]" });
  expect(outputs.versions).toEqual([daily.versionId, manual.versionId].sort());
  expect(outputs.golden).toMatchObject({
    status: "available",
    snapshotId: manual.snapshotId,
    url: "[secret]",
  });

  await stack.run("refresh");
  await stack.run("up");
  await stack.run("destroy");
  expect(cloud.requests("create")).toEqual([]);
  expect(cloud.versions(databaseId)).toHaveLength(2);
});

test("what is listed can be awaited or lifted; its links stay secret, and the rest does not become one", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const { databaseId, applicationId } = cloud;
  const taken = (minutesAgo: number) => new Date(cloud.now().getTime() - minutesAgo * 60_000);
  const daily = cloud.addSnapshot(databaseId, { origin: "automatic", takenAt: taken(30) });
  const manual = cloud.addSnapshot(databaseId, { takenAt: taken(20) });
  const application = cloud.addSnapshot(applicationId, { takenAt: taken(10) });
  await using stack = await createStack(
    cloud,
    `
    const databaseId = "${databaseId}";
    const ids = (all) => all.map(({ versionId }) => versionId);
    exports.all = squarecloud.getSnapshots().then(ids);
    exports.applications = squarecloud.getSnapshots({ kind: "application" }).then(ids);
    exports.awaited = squarecloud.getSnapshots({ databaseId, origin: "automatic" });
    exports.none = squarecloud.getLatestSnapshot({ applicationId: "${applicationId}", origin: "automatic" })
      .catch(({ message }) => message);

    const lifted = squarecloud.getSnapshotsOutput({ databaseId });
    exports.lifted = lifted;
    exports.link = lifted.apply(([newest]) => newest.url);
    const latest = squarecloud.getLatestSnapshotOutput({ databaseId, origin: "automatic" });
    exports.latest = latest;
    exports.latestLink = latest.url;
    `,
  );
  const listed = (version: Version) =>
    expect.objectContaining({ versionId: version.versionId, url: "[secret]" });
  await stack.run("up");
  expect(JSON.parse((await stack.cli("stack", "output", "--json")).stdout)).toEqual({
    all: [application, manual, daily].map(({ versionId }) => versionId),
    applications: [application.versionId],
    awaited: [listed(daily)],
    none: expect.stringContaining('There is no snapshot of {"applicationId":'),
    lifted: [listed(manual), listed(daily)],
    link: "[secret]",
    latest: listed(daily),
    latestLink: "[secret]",
  });
  const { stdout } = await stack.cli("stack", "export");
  expect(stdout).not.toContain("Signature");
  const { deployment } = JSON.parse(stdout);
  const encrypted = expect.objectContaining({ ciphertext: expect.any(String) });
  expect(deployment.resources[0].outputs).toMatchObject({
    awaited: [{ url: encrypted }],
    lifted: [{ url: encrypted }, { url: encrypted }],
    link: encrypted,
    latest: { url: encrypted },
    latestLink: encrypted,
  });

  // A program that does not catch it ends with it, in a preview already.
  await stack.program(
    `squarecloud.getLatestSnapshotOutput({ applicationId: "${applicationId}", origin: "automatic" });`,
  );
  expect((await stack.fail("preview")).printed).toMatch(/There is no snapshot of .*"automatic"/);
  await stack.program('squarecloud.getSnapshotsOutput({ databaseId: "golden" });');
  expect((await stack.fail("preview")).printed).toContain("databaseId: must be a database's id");
});

const missing = [
  { what: "a malformed id", id: () => "golden", says: /"golden" is no snapshot's id/ },
  {
    what: "a version that is not listed",
    id: (target: string) => `databases/${target}/none`,
    says: /There is no snapshot/,
  },
];

test.each(missing)("Snapshot.get of $what fails and says so", async ({ id, says }) => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(
    cloud,
    `squarecloud.Snapshot.get("golden", "${id(cloud.databaseId)}");`,
  );
  expect((await stack.fail("preview")).printed).toMatch(says);
});

test("an explicit provider's account is asked, once its key is known", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const other = cloud.addAccount();
  const theirs = other.addSnapshot(other.addDatabase(), { origin: "manual" });
  await using stack = await createStack(
    cloud,
    `
    const provider = new squarecloud.Provider("other", {
      apiKey: new pulumi.Config().requireSecret("otherKey"),
      baseUrl: "${cloud.url}",
    });
    const { versionId, url } = squarecloud.getLatestSnapshotOutput({ kind: "database" }, { provider });
    exports.latest = { versionId, url };
    exports.all = squarecloud.getSnapshotsOutput({}, { provider });
    `,
    { accounts: [other] },
  );
  await stack.configure({ secret: { otherKey: other.apiKey } });
  await stack.run("up");
  const found = { versionId: theirs.versionId, url: "[secret]" };
  expect(JSON.parse((await stack.cli("stack", "output", "--json")).stdout)).toEqual({
    latest: found,
    all: [expect.objectContaining(found)],
  });
});
