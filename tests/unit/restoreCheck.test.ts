import { runtime } from "@pulumi/pulumi";
import { checkRestore } from "../../provider/restore/check";
import type { RawInputs } from "../../provider/rules";

const databaseId = "ab".repeat(16);
const applicationId = "cd".repeat(16);
const point = { snapshotId: `${databaseId}_postgres_manual`, versionId: "v1" };
const inputs = { databaseId, ...point };
const unknown = runtime.unknownValue;
const marker = "4dabf18193072939515e22adb298388d";
const secret = { [marker]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };

const check = (news: RawInputs, olds: RawInputs = {}) => checkRestore(olds, news);
const propertiesOf = ({ failures }: ReturnType<typeof check>) => failures.map(({ property }) => property);

describe("inputs", () => {
  test.each<{ what: string; news: RawInputs; property: string; reason: string }>([
    { what: "no target", news: point, property: "databaseId", reason: "give the target" },
    {
      what: "two targets",
      news: { ...inputs, applicationId },
      property: "applicationId",
      reason: "not both",
    },
    {
      what: "a short id",
      news: { ...inputs, databaseId: "ab" },
      property: "databaseId",
      reason: "must be a database's id: 32 hex",
    },
    {
      what: "an id that leads elsewhere",
      news: { ...point, applicationId: `${applicationId}/../x` },
      property: "applicationId",
      reason: "must be an application's id",
    },
    {
      what: "no snapshotId",
      news: { databaseId, versionId: "v1" },
      property: "snapshotId",
      reason: "is required",
    },
    {
      what: "no versionId",
      news: { databaseId, snapshotId: "s", versionId: null },
      property: "versionId",
      reason: "is required",
    },
    {
      what: "an empty snapshotId",
      news: { ...inputs, snapshotId: "" },
      property: "snapshotId",
      reason: "must be an id",
    },
    {
      what: "a versionId that is no text",
      news: { ...inputs, versionId: 7 },
      property: "versionId",
      reason: "must be an id",
    },
    {
      what: "triggers that are no list",
      news: { ...inputs, triggers: "a1" },
      property: "triggers",
      reason: "must be a list",
    },
    {
      what: "safetySnapshot in words",
      news: { ...inputs, safetySnapshot: "true" },
      property: "safetySnapshot",
      reason: "true or false",
    },
    {
      what: "another onUnknownOutcome",
      news: { ...inputs, onUnknownOutcome: "restore" },
      property: "onUnknownOutcome",
      reason: 'must be "fail" or "assumeRestored" or "retry"',
    },
    {
      what: "timeouts that are none",
      news: { ...inputs, timeouts: "15m" },
      property: "timeouts",
      reason: "must be an object",
    },
    {
      what: "a timeout that is no duration",
      news: { ...inputs, timeouts: { create: "soon" } },
      property: "timeouts.create",
      reason: "must be a duration",
    },
    {
      what: "a misspelled input",
      news: { ...inputs, trigger: [1] },
      property: "trigger",
      reason: "is no input; there are databaseId",
    },
  ])("$what: $property $reason", ({ news, property, reason }) => {
    const { failures, warnings } = check(news);
    expect(failures).toEqual([{ property, reason: expect.stringContaining(reason) }]);
    expect(warnings).toEqual([]);
  });

  test("all that is wrong is told at once, and nothing else is looked at", () => {
    const failed = check({ databaseId: 1, safetySnapshot: 1, interrupted: [inputs] }, inputs);
    expect(propertiesOf(failed).sort()).toEqual(["databaseId", "safetySnapshot", "snapshotId", "versionId"]);
  });

  test("what the package adds by itself is not named among the inputs", () => {
    expect(check({ ...inputs, trigger: [1] }).failures[0]?.reason).not.toContain("interrupted");
  });

  test.each<RawInputs>([
    inputs,
    { ...inputs, versionId: "AbC.dEf-_=+/" },
    { ...point, applicationId },
    { ...point, applicationId: `${applicationId}-0a1b-2c` },
    { ...inputs, triggers: [], safetySnapshot: false, onUnknownOutcome: "fail" },
    {
      ...inputs,
      triggers: [{ a: 1 }],
      safetySnapshot: true,
      onUnknownOutcome: "retry",
      timeouts: { create: "1h" },
      __provider: "code",
    },
  ])("%j passes as it is", (news) => {
    expect(check(news)).toEqual({ inputs: news, failures: [], warnings: [] });
    expect(check(news, news)).toEqual({ inputs: news, failures: [], warnings: [] });
  });

  test.each([
    "databaseId",
    "snapshotId",
    "versionId",
    "triggers",
    "safetySnapshot",
    "onUnknownOutcome",
    "timeouts",
  ])("what a preview does not know yet is let through: %s", (name) => {
    const news = { ...inputs, [name]: unknown };
    expect(check(news)).toEqual({ inputs: news, failures: [], warnings: [] });
  });

  test("an id is stored in one spelling, and what is not given not at all", () => {
    const news = { ...inputs, databaseId: ` ${databaseId.toUpperCase()}\n`, triggers: undefined };
    expect(check({ ...news, safetySnapshot: null, interrupted: [] }).inputs).toEqual(inputs);
  });
});

describe("another snapshot", () => {
  const olds = { ...inputs, triggers: ["a1"] };

  test.each<{ change: string; news: RawInputs; property: string }>([
    { change: "snapshotId", news: { ...olds, snapshotId: "s2" }, property: "snapshotId" },
    { change: "versionId", news: { ...olds, versionId: "v2" }, property: "versionId" },
    {
      change: "both of them",
      news: { ...olds, snapshotId: "s2", versionId: "v2" },
      property: "snapshotId",
    },
    {
      change: "the database's spelling too",
      news: { ...olds, databaseId: databaseId.toUpperCase(), versionId: "v2" },
      property: "versionId",
    },
  ])("and the same triggers, with another $change: a failure with both remedies", ({ news, property }) => {
    const { failures, warnings } = check(news, olds);
    expect(failures).toEqual([{ property, reason: expect.any(String) }]);
    const [{ reason = "" } = {}] = failures;
    expect(reason).toMatch(/^changed, and `triggers` did not.*overwrite live data again/);
    expect(reason).toContain("Change `triggers` to restore this snapshot now");
    expect(reason).toContain('`ignoreChanges: ["snapshotId", "versionId"]`');
    expect(warnings).toEqual([]);
  });

  test("an application's workspace is no other target", () => {
    const shared = { ...point, applicationId: `${applicationId}-0a` };
    expect(propertiesOf(check({ ...shared, versionId: "v2" }, { ...shared, applicationId }))).toEqual([
      "versionId",
    ]);
  });

  test("triggers that are given neither before nor now did not change", () => {
    expect(propertiesOf(check({ ...inputs, versionId: "v2", triggers: [] }, inputs))).toEqual(["versionId"]);
  });

  test.each(["snapshotId", "versionId"])("with a %s that a preview does not know: a warning", (name) => {
    const { failures, warnings } = check({ ...olds, [name]: unknown }, olds);
    expect(failures).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/`pulumi up` fails here.*`triggers`.*`ignoreChanges/)]);
  });

  test.each<{ what: string; news: RawInputs }>([
    { what: "other triggers", news: { ...olds, versionId: "v2", triggers: ["a2"] } },
    { what: "no triggers any more", news: { ...inputs, versionId: "v2" } },
    { what: "one more trigger", news: { ...olds, versionId: "v2", triggers: ["a1", "a2"] } },
    { what: "a trigger of another shape", news: { ...olds, versionId: "v2", triggers: [{ a: ["a1"] }] } },
    { what: "another target", news: { ...olds, versionId: "v2", databaseId: "0".repeat(32) } },
    {
      what: "an application instead",
      news: { ...point, versionId: "v2", applicationId, triggers: ["a1"] },
    },
    {
      what: "other triggers, of an unknown target",
      news: { ...olds, databaseId: unknown, triggers: ["a2"] },
    },
    { what: "another trigger, beside an unknown one", news: { ...olds, triggers: ["a2", unknown] } },
  ])("and $what: neither failure nor warning", ({ news }) => {
    expect(check(news, olds)).toEqual({ inputs: news, failures: [], warnings: [] });
  });

  test.each<{ what: string; name: string; news: RawInputs }>([
    { what: "triggers", name: "triggers", news: { ...olds, triggers: unknown } },
    { what: "one trigger", name: "triggers", news: { ...olds, triggers: [unknown] } },
    { what: "target", name: "databaseId", news: { ...olds, databaseId: unknown } },
    {
      what: "snapshot and triggers",
      name: "triggers",
      news: { ...olds, versionId: unknown, triggers: unknown },
    },
  ])("or the same, with $what that a preview does not know: a warning", ({ name, news }) => {
    for (const versionId of ["v2", news.versionId]) {
      const { failures, warnings } = check({ ...news, versionId }, olds);
      expect(failures).toEqual([]);
      expect(warnings).toEqual([
        `\`${name}\` is not known before \`pulumi up\`. If it changes, live data is overwritten again.`,
      ]);
    }
  });

  test("the same snapshot, whatever else changes: neither failure nor warning", () => {
    const news = { ...olds, onUnknownOutcome: "retry", safetySnapshot: true, timeouts: { create: "1h" } };
    expect(check(news, olds)).toEqual({ inputs: news, failures: [], warnings: [] });
  });
});

describe("a restore over which an earlier run was killed", () => {
  const attempt = { ...inputs, triggers: ["a1", { b: [2] }], __provider: "older code" };
  const news = { ...attempt, __provider: "code" };

  test("the same again: a failure that names both ways out, and what clears the record", () => {
    const { failures, warnings } = check({ ...news, interrupted: [attempt] });
    expect(failures).toEqual([{ property: "onUnknownOutcome", reason: expect.any(String) }]);
    const [{ reason = "" } = {}] = failures;
    expect(reason).toMatch(/^An earlier run was killed over this restore, so nobody knows/);
    expect(reason).toContain('"assumeRestored"');
    expect(reason).toContain('"retry"');
    expect(reason).toContain("change `triggers`");
    expect(reason).toContain("`pulumi refresh --clear-pending-creates`");
    expect(warnings).toEqual([]);
  });

  test.each<{ what: string; interrupted: RawInputs }>([
    { what: "with `fail` said", interrupted: { ...attempt, onUnknownOutcome: "retry" } },
    { what: "with another time-out", interrupted: { ...attempt, timeouts: { create: "1h" } } },
    { what: "with a safety snapshot", interrupted: { ...attempt, safetySnapshot: true } },
    { what: "with secret triggers", interrupted: { ...attempt, triggers: secret } },
    { what: "with a secret trigger", interrupted: { ...attempt, triggers: ["a1", secret] } },
    { what: "with a secret deep inside", interrupted: { ...attempt, triggers: ["a1", { b: [secret] }] } },
    { what: "with a secret whose place is marked", interrupted: { ...attempt, triggers: ["a1", marker] } },
    { what: "with nothing but the intention", interrupted: { ...inputs, triggers: attempt.triggers } },
    { what: "with a secret target", interrupted: { ...attempt, databaseId: secret } },
    { what: "with a secret version", interrupted: { ...attempt, versionId: secret } },
    { what: "after another one", interrupted: attempt },
  ])("$what it is held to be the same", ({ interrupted }) => {
    const failed = check({
      ...news,
      onUnknownOutcome: "fail",
      interrupted: [{ ...attempt, triggers: [] }, interrupted],
    });
    expect(propertiesOf(failed)).toEqual(["onUnknownOutcome"]);
    expect(failed.inputs.interrupted).toEqual([interrupted]);
  });

  test.each<{ what: string; interrupted: unknown }>([
    { what: "other triggers", interrupted: [{ ...attempt, triggers: ["a2", { b: [2] }] }] },
    { what: "no triggers", interrupted: [{ ...inputs }] },
    { what: "one trigger more", interrupted: [{ ...attempt, triggers: ["a1", { b: [2] }, 3] }] },
    { what: "one trigger less", interrupted: [{ ...attempt, triggers: ["a1"] }] },
    { what: "triggers that differ deep inside", interrupted: [{ ...attempt, triggers: ["a1", { b: [3] }] }] },
    { what: "a list for an object", interrupted: [{ ...attempt, triggers: ["a1", [2]] }] },
    { what: "another database", interrupted: [{ ...attempt, databaseId: "0".repeat(32) }] },
    {
      what: "an application",
      interrupted: [{ ...point, applicationId: databaseId, triggers: attempt.triggers }],
    },
    { what: "another snapshot", interrupted: [{ ...attempt, snapshotId: "s2" }] },
    { what: "another version", interrupted: [{ ...attempt, versionId: "v2" }] },
    {
      what: "secret triggers of another version",
      interrupted: [{ ...attempt, versionId: "v2", triggers: secret }],
    },
    { what: "nothing", interrupted: [] },
    { what: "what cannot be told", interrupted: unknown },
  ])("over $what: a new intention, and nothing is kept of it", ({ interrupted }) => {
    expect(check({ ...news, interrupted })).toEqual({ inputs: news, failures: [], warnings: [] });
  });

  test.each(["assumeRestored", "retry"])(
    "onUnknownOutcome %s: let through, with what was found",
    (outcome) => {
      const decided = { ...news, onUnknownOutcome: outcome };
      expect(check({ ...decided, interrupted: [attempt, { ...attempt, versionId: "v2" }] })).toEqual({
        inputs: { ...decided, interrupted: [attempt] },
        failures: [],
        warnings: [],
      });
    },
  );

  test.each(["versionId", "snapshotId", "databaseId", "triggers"])(
    "a preview that does not know %s yet: a warning that says the same",
    (name) => {
      const preview = check({ ...news, [name]: unknown, interrupted: [attempt] });
      expect(preview.failures).toEqual([]);
      expect(preview.warnings).toEqual([
        expect.stringMatching(/^If it is for the same snapshot: An earlier run was killed.*clear-pending/),
      ]);
    },
  );

  test("another spelling of the target is the same target", () => {
    const spelled = { ...news, databaseId: databaseId.toUpperCase(), interrupted: [attempt] };
    expect(propertiesOf(check(spelled))).toEqual(["onUnknownOutcome"]);
  });

  test("a resource that the state has, with the same triggers, is not concerned", () => {
    expect(check({ ...news, interrupted: [attempt] }, news)).toEqual({
      inputs: news,
      failures: [],
      warnings: [],
    });
  });

  test("a resource that the state has, with triggers that a preview does not know, may be", () => {
    expect(check({ ...news, triggers: unknown, interrupted: [attempt] }, news).warnings).toEqual([
      expect.stringMatching(/^If it is for the same snapshot: An earlier run was killed/),
      expect.stringMatching(/^`triggers` is not known/),
    ]);
  });

  test("a resource that the state has, and that is to restore anew, is", () => {
    const olds = { ...news, triggers: ["a0"] };
    expect(propertiesOf(check({ ...news, interrupted: [attempt] }, olds))).toEqual(["onUnknownOutcome"]);
    const elsewhere = { ...news, databaseId: "0".repeat(32) };
    expect(propertiesOf(check({ ...news, interrupted: [attempt] }, elsewhere))).toEqual(["onUnknownOutcome"]);
  });
});
