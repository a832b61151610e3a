import { startSimulator } from "../../simulator";
import { requestsDuring } from "./requests";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

const MONTH = 31 * 24 * 3_600;

test("past its 30 days a snapshot is kept as expired, or replaced where that is asked for", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const renewed = cloud.addDatabase();
  await using stack = await createStack(
    cloud,
    `
    new squarecloud.Snapshot("kept", { databaseId: "${cloud.databaseId}" });
    new squarecloud.Snapshot("renewed", { databaseId: "${renewed}", onExpiry: "replace" });
    `,
  );
  await stack.run("up");
  const before = await stack.state();

  cloud.advance(MONTH);
  await stack.run("refresh");
  const expired = await stack.state();
  expect(expired.kept?.outputs).toMatchObject({ ...withoutSecrets(before.kept?.outputs), status: "expired" });
  expect(expired.renewed?.outputs).toMatchObject({ status: "expired" });

  const asked = await requestsDuring(cloud, async () => {
    const { steps } = await stack.run("up");
    expect(steps).toEqual(["create-replacement renewed", "replace renewed", "delete-replaced renewed"]);
  });
  expect(asked.filter(({ method }) => method === "POST").map(({ target }) => target)).toEqual([renewed]);
  const after = await stack.state();
  expect(after.kept?.outputs).toMatchObject({ status: "expired" });
  expect(after.renewed?.outputs).toMatchObject({
    status: "available",
    versionId: cloud.versions(renewed)[0]?.versionId,
  });

  const idle = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toEqual([]);
  });
  expect(idle).toEqual([]);
});

/** What is encrypted is encrypted anew in each run. */
function withoutSecrets(outputs: { [name: string]: unknown } = {}) {
  const { url, key, ...rest } = outputs;
  return rest;
}
