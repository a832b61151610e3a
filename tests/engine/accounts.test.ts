import { startSimulator } from "../../simulator";
import { requestsDuring } from "./requests";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

test("two accounts in one stack: each has its own snapshot, and neither key can be read in the state", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const other = cloud.addAccount();
  const theirs = other.addDatabase();
  await using stack = await createStack(
    cloud,
    `
    const apiKey = process.env.OTHER_KEY; // no secret: the Provider makes it one
    const other = new squarecloud.Provider("other", { apiKey, baseUrl: "${cloud.url}", requestsPerMinute: 20 });
    new squarecloud.Snapshot("ours", { databaseId: "${cloud.databaseId}" });
    new squarecloud.Snapshot("theirs", { databaseId: "${theirs}" }, { provider: other });
    `,
    { accounts: [other], environment: { OTHER_KEY: other.apiKey } },
  );

  await stack.run("up");
  const asked = cloud.requests("create").map(({ account, target }) => ({ account, target }));
  expect(asked).toHaveLength(2);
  expect(asked).toContainEqual({ account: cloud.accountId, target: cloud.databaseId });
  expect(asked).toContainEqual({ account: other.accountId, target: theirs });
  const state = await stack.state();
  expect(state.ours?.outputs.versionId).toBe(cloud.versions(cloud.databaseId)[0]?.versionId);
  expect(state.theirs?.outputs.versionId).toBe(other.versions(theirs)[0]?.versionId);
  expect(state.other?.inputs["squarecloud:apiKey"]).toMatchObject({ ciphertext: expect.any(String) });

  const idle = await requestsDuring(cloud, async () => {
    expect((await stack.run("up")).steps).toEqual([]);
  });
  expect(idle).toEqual([]);

  // A refresh runs no program: each account is the one that the state names.
  const reads = await requestsDuring(cloud, () => stack.run("refresh"));
  expect(reads).toHaveLength(2);
  expect(reads).toContainEqual(
    expect.objectContaining({ account: other.accountId, target: theirs, status: 200 }),
  );

  await stack.run("destroy");
});

test("a key that is not marked secret brings a warning, with the command that mends it", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(
    cloud,
    `
    new squarecloud.Snapshot("one", { databaseId: "${cloud.databaseId}" });
    new squarecloud.Snapshot("two", { databaseId: "${cloud.databaseId}" });
    `,
    { config: { plain: { "squarecloud:baseUrl": cloud.url, "squarecloud:apiKey": "plain-key" } } },
  );
  const { stdout } = await stack.run("preview");
  const [, diagnostics = ""] = stdout.split("Diagnostics:");
  expect(diagnostics.match(/warning: .*/g)).toEqual([
    "warning: squarecloud:apiKey is stored in plain text in the stack's configuration and state. " +
      "Mend it with: pulumi config set --secret squarecloud:apiKey <key>",
  ]);
});
