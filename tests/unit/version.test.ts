import { isOf, linkEnds, versionsFrom } from "../../provider/api/version";

const item = {
  name: "n",
  size: 12,
  modified: "2026-01-02T03:04:05.000Z",
  key: "versionId=old.one&Signature=x",
  version_id: "new",
  url: "https://archives.example/n.zip?q",
  runtime: "postgres",
  origin: "manual",
};

const only = (changes: object) => versionsFrom([{ ...item, ...changes }], "database", "acc")[0];

test("an item is a version", () => {
  expect(only({})).toEqual({
    snapshotId: "n",
    versionId: "new",
    size: 12,
    takenAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    origin: "manual",
    url: item.url,
    key: item.key,
  });
});

test.each([
  { kind: "database", folder: "databases" },
  { kind: "application", folder: "applications" },
] as const)("an old $kind item has its version in the key, and its link is built", ({ kind, folder }) => {
  const { version_id, url, ...old } = item;
  expect(versionsFrom([old], kind, "acc")).toMatchObject([
    { versionId: "old.one", url: `https://snapshots.squarecloud.app/${folder}/acc/n.zip?${item.key}` },
  ]);
});

test.each([
  { origin: null, is: undefined },
  { origin: undefined, is: undefined },
  { origin: "imported", is: undefined },
  { origin: "automatic", is: "automatic" },
])("origin $origin is $is", ({ origin, is }) => {
  expect(only({ origin })?.origin).toBe(is);
});

test.each([
  { what: "no name", changes: { name: undefined } },
  { what: "an empty name", changes: { name: "" } },
  { what: "no time", changes: { modified: undefined } },
  { what: "no readable time", changes: { modified: "yesterday" } },
  { what: "no version anywhere", changes: { version_id: undefined, key: "Signature=x" } },
  { what: "neither version nor key", changes: { version_id: null, key: null } },
])("an item with $what is left out, the others stay", ({ changes }) => {
  expect(versionsFrom([null, 7, { ...item, ...changes }, item], "database", "acc")).toHaveLength(1);
});

const id = "a".repeat(32);
test.each([
  { name: id, is: true },
  { name: `${id}_postgres_manual`, is: true },
  { name: `${id}_`, is: true },
  { name: `${id}0`, is: false },
  { name: `x${id}`, is: false },
  { name: "b".repeat(32), is: false },
])("$name is of the target: $is", ({ name, is }) => {
  const version = only({ name });
  if (!version) throw new Error("no version");
  expect(isOf({ kind: "application", id: `${id}-abc` }, version)).toBe(is);
});

test.each([
  { query: "Expires=1767225600&Signature=x", ends: Date.UTC(2026, 0, 1) },
  { query: "X-Amz-Date=20260101T000000Z&X-Amz-Expires=604800", ends: Date.UTC(2026, 0, 8) },
  { query: "X-Amz-Date=20260101T000000Z", ends: undefined },
  { query: "X-Amz-Date=today&X-Amz-Expires=5", ends: undefined },
  { query: "Expires=never", ends: undefined },
  { query: "", ends: undefined },
])("a link with $query ends at $ends", ({ query, ends }) => {
  expect(linkEnds(`https://archives.example/a.zip?${query}`)).toBe(ends);
});
