import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { requestsDuring, started } from "./requests";
import { createStack, RATE } from "./stack";

jest.setTimeout(120_000);

const SIZE = 5_000_000;

const program = (databaseId: string) => `
  const backup = new squarecloud.Snapshot("backup", { databaseId: "${databaseId}", downloadTo: "backups/" });
  new Step("upload", backup.archive.apply((archive) => archive?.sha256 ?? ""), { dependsOn: backup });
`;

test("a local copy that is lost shows in a refresh, and the next up fetches it, without another snapshot", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const databaseId = cloud.addDatabase({ archiveBytes: SIZE });
  await using stack = await createStack(cloud, program(databaseId));
  const archive = async () => (await stack.state()).backup?.outputs.archive;
  const backups = join(stack.folder, "backups");

  expect((await stack.run("up")).printed).toContain(`database ${databaseId}: downloaded to`);
  const first = await archive();
  const [name = ""] = await readdir(backups);
  expect(name).toMatch(new RegExp(`^${databaseId}-\\d{4}-\\d\\d-\\d\\dT\\d{6}Z\\.zip$`));
  expect(first).toEqual({
    path: join(backups, name),
    size: SIZE,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await stack.ran()).toEqual([`upload ${Object(first).sha256}`]);

  await stack.run("refresh");
  expect(await archive()).toEqual(first);
  const idle = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toEqual([]);
  });
  expect(idle).toEqual([]);

  await rm(join(backups, name));
  const { printed } = await stack.run("refresh");
  expect(printed).toContain(`${name} is gone; the next \`pulumi up\` downloads it again`);
  expect(await archive()).toBeUndefined();

  const asked = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toContain("update backup");
  });
  expect(asked).toMatchObject([{ call: "download", carriedKey: false }]);
  expect(await archive()).toEqual(first);
  expect((await stat(join(backups, name))).size).toBe(SIZE);

  await stack.run("destroy");
  expect(await readdir(backups)).toEqual([name]);
});

test("after a failed download nothing runs that depends on it, no link is stored, and the next up goes on", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const databaseId = cloud.addDatabase({ archiveBytes: SIZE });
  await using stack = await createStack(cloud, program(databaseId));
  cloud.next("download", { code: "AccessDenied", status: 403 }, { times: 2 });
  const { printed } = await stack.fail("up");
  expect(printed).toMatch(/is there, and its local copy is not.*LINK_REFUSED/);
  expect((await stack.state()).backup?.outputs).toMatchObject({ status: "available" });
  expect(await stack.ran()).toEqual([]);

  await stack.run("refresh");
  const asked = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toEqual(["update backup", "create upload"]);
  });
  expect(started(asked)).toEqual([]);
  expect(await readdir(join(stack.folder, "backups"))).toHaveLength(1);
  expect(await stack.ran()).toHaveLength(1);
});
