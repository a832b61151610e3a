import { create, leaksIn, read, simulate } from "./simulate";

test("200: a line when the request goes out and one when it is done", async () => {
  await using cloud = await simulate();
  await create({ databaseId: cloud.databaseId }, cloud.account);
  expect(cloud.lines).toEqual([
    `database ${cloud.databaseId}: taking a snapshot`,
    expect.stringMatching(/: snapshot of 20\S+Z is there \(\d+\.\d MB\), in \d+ s$/),
  ]);
});

test("202: a line for each minute that it takes", async () => {
  await using cloud = await simulate({ rate: 120 });
  const id = cloud.applicationId;
  cloud.setCapture(id, 240);
  await create({ applicationId: id }, cloud.account);
  const expected = [
    /taking a snapshot$/,
    /the snapshot is being taken \(1 min/,
    /looking for the snapshot in the listing, for up to 43 min/,
    /snapshot is still being generated \(1 min.*looking again every 30 s/,
    /snapshot is still being generated \(2 min/,
    /is there .* in [45] min/,
  ];
  expect(cloud.lines).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  for (const line of cloud.lines) expect(line).toMatch(`application ${id}: `);
});

test("a wait for a turn says why, until when, and so again each minute", async () => {
  await using cloud = await simulate({ rate: 120 });
  const { databaseId } = cloud;
  cloud.setCapture(databaseId, 1);
  await create({ databaseId }, cloud.account);
  const said = cloud.lines.length;
  await create({ databaseId }, cloud.account);
  const lines = cloud.lines.slice(said);
  expect(lines[0]).toMatch(/waiting (3 min|2 min \d+ s) before a snapshot may be asked for$/);
  expect(lines.filter((line) => line.includes("(1 min"))).toHaveLength(1);
  expect(lines.filter((line) => line.includes("(2 min"))).toHaveLength(1);
});

test("a read that changes nothing says nothing", async () => {
  await using cloud = await simulate();
  const { outs } = await create({ databaseId: cloud.databaseId }, cloud.account);
  const said = cloud.lines.length;
  await read(outs, cloud.account);
  expect(cloud.lines).toHaveLength(said);
});

test.each([
  { text: "key abc-123 was refused", leaks: true },
  { text: "https://s.example/archives/a.zip?x", leaks: true },
  { text: "&Signature=abc", leaks: true },
  { text: "database 3f: taking a snapshot", leaks: false },
])("the check on secrets that each of these tests ends with: $text: $leaks", ({ text, leaks }) => {
  expect(leaksIn([text], ["abc-123"])).toEqual(leaks ? [text] : []);
});
