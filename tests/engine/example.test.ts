import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { requestsDuring, started } from "./requests";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

test("backup-before-deploy: each release takes its snapshots first, and then migrates", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const targets = [cloud.databaseId, cloud.addDatabase({ captureSeconds: 150 }), cloud.applicationId];
  const [smallDatabaseId = "", largeDatabaseId = "", applicationId = ""] = targets;
  await using stack = await createStack(cloud, "", { project: ["Pulumi.yaml", "examples"] });
  const migrate = `echo migrated >> "${join(stack.folder, "ran")}"`;
  await stack.configure({
    plain: { smallDatabaseId, largeDatabaseId, applicationId, release: "1", migrate },
  });

  const { steps } = await stack.run("up");
  expect(steps).toHaveLength(4);
  expect(steps.at(-1)).toBe("create schema");
  expect(await stack.ran()).toEqual(["migrated"]);

  cloud.advance(600);
  await stack.configure({ plain: { release: "2" } });
  const asked = await requestsDuring(cloud, () => stack.run("up"));
  expect(
    started(asked)
      .map(({ target }) => target)
      .sort(),
  ).toEqual(targets.sort());
  expect(await stack.ran()).toEqual(["migrated", "migrated"]);

  const { stdout } = await stack.cli("stack", "output", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    small: { versionId: cloud.versions(smallDatabaseId)[1]?.versionId },
    large: { versionId: cloud.versions(largeDatabaseId)[1]?.versionId },
    application: { versionId: cloud.versions(applicationId)[1]?.versionId },
  });
});
