import { runtime } from "@pulumi/pulumi";
import { durationFrom } from "./duration";

/** Inputs as the user wrote them: anything. */
export type RawInputs = { [name: string]: unknown };

/** One thing that is wrong, shown at preview beside the name of the input. */
export interface Failure {
  property: string;
  reason: string;
}

/** What is wrong with a value; undefined where nothing is. */
export type Rule = (value: unknown) => string | undefined;

export type Rules = { [name: string]: Rule };

/** What a preview does not know yet. */
export const isUnknown = (value: unknown) => value === runtime.unknownValue;

const matches = (value: unknown, pattern: RegExp) => typeof value === "string" && pattern.test(value);

const DATABASE_ID = /^[a-f0-9]{32}$/;
const APPLICATION_ID = /^[a-f0-9]{32}(?:-[a-f0-9-]+)?$/;

export function oneOf(...allowed: string[]): Rule {
  const choice = allowed.map((one) => `"${one}"`).join(" or ");
  return (value) => (allowed.some((one) => one === value) ? undefined : `must be ${choice}`);
}

/** The inputs that all resources have. */
export const commonRules = {
  databaseId: (value: unknown) =>
    matches(value, DATABASE_ID) ? undefined : "must be a database's id: 32 hex characters",
  applicationId: (value: unknown) =>
    matches(value, APPLICATION_ID)
      ? undefined
      : "must be an application's id: 32 hex characters, and `-<workspaceId>` for one shared through a workspace",
  triggers: (value: unknown) => (Array.isArray(value) ? undefined : "must be a list: `triggers: [commit]`"),
  timeouts: () => undefined,
} satisfies Rules;

export function duration(value: unknown): string | undefined {
  const ms = typeof value === "string" ? durationFrom(value) : undefined;
  return ms !== undefined && ms > 0 ? undefined : 'must be a duration such as "90s", "10m" or "1h30m"';
}

/** The inputs in one spelling: nothing that is null, ids in lower case. */
export function normalized(news: RawInputs): RawInputs {
  const given = Object.entries(news).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const isId = name === "databaseId" || name === "applicationId";
      return [
        name,
        isId && typeof value === "string" && !isUnknown(value) ? value.trim().toLowerCase() : value,
      ];
    }),
  );
}

/** All that is wrong with a resource's inputs. What a preview does not know yet is let through. */
export function failuresOf(inputs: RawInputs, rules: Rules): Failure[] {
  const { __provider, ...rest } = inputs;
  return [...failuresOfTarget(inputs), ...check(rest, rules), ...failuresOfTimeouts(inputs.timeouts)];
}

function failuresOfTarget({ databaseId, applicationId }: RawInputs): Failure[] {
  if (databaseId !== undefined && applicationId !== undefined) {
    return [{ property: "applicationId", reason: "give either databaseId or applicationId, not both" }];
  }
  if (databaseId !== undefined || applicationId !== undefined) return [];
  return [{ property: "databaseId", reason: "give the target: databaseId or applicationId" }];
}

function failuresOfTimeouts(timeouts: unknown): Failure[] {
  if (timeouts === undefined || isUnknown(timeouts)) return [];
  if (typeof timeouts === "object" && timeouts !== null && !Array.isArray(timeouts)) {
    return check({ ...timeouts }, { create: duration }, "timeouts.");
  }
  return [{ property: "timeouts", reason: 'must be an object: `timeouts: { create: "45m" }`' }];
}

/** What is wrong with each value by itself; `path` comes before their names. */
export function check(values: RawInputs, rules: Rules, path = ""): Failure[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === null || isUnknown(value)) return [];
    const property = `${path}${name}`;
    const rule = rules[name];
    if (!rule) return [{ property, reason: `is no input; there are ${Object.keys(rules).join(", ")}` }];
    const reason = rule(value);
    return reason === undefined ? [] : [{ property, reason }];
  });
}
