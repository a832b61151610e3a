import {
  commonRules,
  duration,
  type Failure,
  failuresOf,
  normalized,
  oneOf,
  type RawInputs,
  type Rules,
} from "../rules";

const rules: Rules = {
  ...commonRules,
  reuseWithin: duration,
  downloadTo: place,
  onExpiry: oneOf("keep", "replace"),
};

/** A Snapshot's inputs in one spelling, and all that is wrong with them. */
export function checkSnapshot(news: RawInputs): { inputs: RawInputs; failures: Failure[] } {
  const inputs = normalized(news);
  return { inputs, failures: failuresOf(inputs, rules) };
}

function place(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.includes("\0")) {
    return "must be the path of a file or a folder";
  }
  return /^~(?:[\\/]|$)/.test(value)
    ? "must be a whole path: nothing but a shell knows what ~ is"
    : undefined;
}
