import { startSimulator } from "../../simulator";
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
    exports.found = squarecloud.getLatestSnapshotOutput({ kind: "database" }, { provider }).versionId;
    `,
    { accounts: [other] },
  );
  await stack.configure({ secret: { otherKey: other.apiKey } });
  await stack.run("up");
  expect(JSON.parse((await stack.cli("stack", "output", "--json")).stdout)).toEqual({
    found: theirs.versionId,
  });
});
