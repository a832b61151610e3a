import * as pulumi from "@pulumi/pulumi";

/** Settings by their full name, such as `squarecloud:apiKey`. */
export interface Settings {
  [name: string]: string | undefined;
}

/** What the stack's configuration says of the account. */
export function stackSettings(): Settings {
  const config = new pulumi.Config("squarecloud");
  const names = ["apiKey", "baseUrl", "requestsPerMinute"];
  return Object.fromEntries(names.map((name) => [`squarecloud:${name}`, config.get(name)]));
}

const KEY = "squarecloud:apiKey";
let hasWarned = false;

/** Says, once per program, that the stack's key is stored in plain text. */
export function warnOfPlainKey(): void {
  if (hasWarned || new pulumi.Config("squarecloud").get("apiKey") === undefined) return;
  // The language host names the secret ones here; a program that runs without it (Automation API, inline) does not know.
  const secretKeys = process.env.PULUMI_CONFIG_SECRET_KEYS;
  if (secretKeys === undefined || JSON.parse(secretKeys).includes(KEY)) return;
  hasWarned = true;
  void pulumi.log.warn(
    `${KEY} is stored in plain text in the stack's configuration and state. ` +
      `Mend it with: pulumi config set --secret ${KEY} <key>`,
  );
}
