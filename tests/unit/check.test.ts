import { runtime } from "@pulumi/pulumi";
import { checkSnapshot } from "../../provider/snapshot/check";

const databaseId = "ab".repeat(16);
const applicationId = "cd".repeat(16);

test.each<{ what: string; news: object; property: string; reason: string }>([
  { what: "no target", news: {}, property: "databaseId", reason: "give the target" },
  { what: "two targets", news: { databaseId, applicationId }, property: "applicationId", reason: "not both" },
  {
    what: "a short id",
    news: { databaseId: "ab" },
    property: "databaseId",
    reason: "must be a database's id: 32 hex",
  },
  {
    what: "an id that is no text",
    news: { databaseId: 7 },
    property: "databaseId",
    reason: "must be a database's id",
  },
  {
    what: "a database's id with a workspace",
    news: { databaseId: `${databaseId}-ab` },
    property: "databaseId",
    reason: "must be a database's id",
  },
  {
    what: "an id that leads elsewhere",
    news: { applicationId: `${applicationId}/../x` },
    property: "applicationId",
    reason: "must be an application's id",
  },
  {
    what: "triggers that are no list",
    news: { databaseId, triggers: "a1" },
    property: "triggers",
    reason: "must be a list",
  },
  {
    what: "reuseWithin that is no duration",
    news: { databaseId, reuseWithin: "10 minutes" },
    property: "reuseWithin",
    reason: "must be a duration",
  },
  {
    what: "reuseWithin of nothing",
    news: { databaseId, reuseWithin: "0s" },
    property: "reuseWithin",
    reason: "must be a duration",
  },
  {
    what: "reuseWithin in numbers",
    news: { databaseId, reuseWithin: 600 },
    property: "reuseWithin",
    reason: "must be a duration",
  },
  {
    what: "an empty place",
    news: { databaseId, downloadTo: "" },
    property: "downloadTo",
    reason: "must be the path of a file or a folder",
  },
  {
    what: "a place that is no text",
    news: { databaseId, downloadTo: true },
    property: "downloadTo",
    reason: "must be the path",
  },
  {
    what: "a place in what only a shell knows",
    news: { databaseId, downloadTo: "~/backups/" },
    property: "downloadTo",
    reason: "nothing but a shell knows what ~ is",
  },
  {
    what: "another onExpiry",
    news: { databaseId, onExpiry: "delete" },
    property: "onExpiry",
    reason: '"keep" or "replace"',
  },
  {
    what: "timeouts that are none",
    news: { databaseId, timeouts: "45m" },
    property: "timeouts",
    reason: "must be an object",
  },
  {
    what: "a timeout that is no duration",
    news: { databaseId, timeouts: { create: "soon" } },
    property: "timeouts.create",
    reason: "must be a duration",
  },
  {
    what: "another timeout",
    news: { databaseId, timeouts: { update: "1m" } },
    property: "timeouts.update",
    reason: "is no input; there are create",
  },
  {
    what: "a misspelled input",
    news: { databaseId, trigger: [1] },
    property: "trigger",
    reason: "is no input; there are databaseId",
  },
])("$what: $property $reason", ({ news, property, reason }) => {
  expect(checkSnapshot({ ...news }).failures).toEqual([
    { property, reason: expect.stringContaining(reason) },
  ]);
});

test("all that is wrong is told at once", () => {
  const { failures } = checkSnapshot({ onExpiry: 1, triggers: 1, timeouts: { create: 1 } });
  expect(failures.map(({ property }) => property).sort()).toEqual([
    "databaseId",
    "onExpiry",
    "timeouts.create",
    "triggers",
  ]);
});

const valid: { [name: string]: unknown }[] = [
  { databaseId },
  { applicationId },
  { applicationId: `${applicationId}-0a1b-2c` },
  {
    databaseId,
    triggers: [],
    reuseWithin: "10m",
    downloadTo: "backups/~a.zip",
    onExpiry: "replace",
    timeouts: { create: "1h30m" },
    __provider: "code",
  },
];

test.each(valid)("%j passes as it is", (news) => {
  expect(checkSnapshot(news)).toEqual({ inputs: news, failures: [] });
});

test.each(["databaseId", "applicationId", "triggers", "reuseWithin", "downloadTo", "onExpiry", "timeouts"])(
  "what a preview does not know yet is let through: %s",
  (name) => {
    const news = { ...(name === "applicationId" ? {} : { databaseId }), [name]: runtime.unknownValue };
    expect(checkSnapshot(news)).toEqual({ inputs: news, failures: [] });
  },
);

test("an unknown timeout is let through, a wrong one beside it is not", () => {
  expect(checkSnapshot({ databaseId, timeouts: { create: runtime.unknownValue } }).failures).toEqual([]);
  expect(
    checkSnapshot({ databaseId: runtime.unknownValue, onExpiry: "never" }).failures.map(
      ({ property }) => property,
    ),
  ).toEqual(["onExpiry"]);
});

test("an id is stored in one spelling, and what is not given not at all", () => {
  const news = { databaseId: ` ${databaseId.toUpperCase()}\n`, triggers: undefined, reuseWithin: null };
  expect(checkSnapshot(news)).toEqual({ inputs: { databaseId }, failures: [] });
});
