import { startSimulator } from "../../simulator";
import { createStack, RATE } from "./stack";

jest.setTimeout(180_000);

const DATABASE = "0123456789abcdef".repeat(2);
const APPLICATION = "fedcba9876543210".repeat(2);

test.each([
  {
    what: "two targets",
    args: { databaseId: DATABASE, applicationId: APPLICATION },
    says: [/property applicationId .*give either databaseId or applicationId, not both/],
  },
  {
    what: "no target",
    args: {},
    says: [/property databaseId .*give the target: databaseId or applicationId/],
  },
  {
    what: "a malformed id, and durations that are none",
    args: { databaseId: "my-database", reuseWithin: "soon", timeouts: { create: "1 hour" } },
    says: [
      /property databaseId value {my-database} .*must be a database's id: 32 hex characters/,
      /property reuseWithin value {soon} .*must be a duration such as "90s"/,
      /property timeouts.create .*must be a duration such as "90s"/,
    ],
  },
])("a preview refuses $what, by the name of the input", async ({ args, says }) => {
  await using cloud = await startSimulator({ rate: RATE });
  await using stack = await createStack(
    cloud,
    `new squarecloud.Snapshot("backup", ${JSON.stringify(args)});`,
  );
  const { printed } = await stack.fail("preview");
  for (const text of says) expect(printed).toMatch(text);
  expect(cloud.requests()).toEqual([]);
});

test("a preview refuses to go on without a key, and names the three ways to give it", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const config = { plain: { "squarecloud:baseUrl": cloud.url } };
  const program = `new squarecloud.Snapshot("backup", { databaseId: "${DATABASE}" });`;
  await using stack = await createStack(cloud, program, { config });
  const { printed } = await stack.fail("preview");
  expect(printed).toMatch(
    /pulumi config set --secret squarecloud:apiKey <key>.*SQUARECLOUD_API_KEY.*new squarecloud.Provider\("name", { apiKey }\)/,
  );
});

test("key and address may come from the environment; what a preview does not know yet, it lets through", async () => {
  await using cloud = await startSimulator({ rate: RATE });
  const second = cloud.addDatabase();
  const environment = { SQUARECLOUD_API_KEY: cloud.apiKey, SQUARECLOUD_BASE_URL: cloud.url };
  await using stack = await createStack(
    cloud,
    `
    const first = new squarecloud.Snapshot("first", { databaseId: "${cloud.databaseId}" });
    const databaseId = first.versionId.apply(() => "${second}");
    new squarecloud.Snapshot("second", { databaseId, triggers: [first.createdAt] });
    `,
    { config: {}, environment },
  );
  expect((await stack.run("preview")).steps).toEqual(["create first", "create second"]);
  expect(cloud.requests()).toEqual([]);

  await stack.run("up");
  expect(cloud.versions(second)).toHaveLength(1);
});
