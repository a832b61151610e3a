import { randomBytes } from "node:crypto";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pulumi } from "./engine.mjs";

const NAME = "demo";

/** The engine's prefix of what the program and its providers print. */
const PROGRAM = /pulumi:pulumi:Stack \S+( \w+)?( \(\d+s\))?( \d+ messages?)?\s*/;
const NOISE =
  /^[\s+~]*$|^@ |^(Previewing|Updating|Refreshing|Duration|Outputs:|Resources:|Diagnostics:|\^C received|Note that)/;

/** @typedef {{ size?: number, createdAt?: string, expiresAt?: string, versionId?: string }} Output */

/**
 * A new stack of the program in `program`, which keeps all it has in `state`: backend, plugins, configuration, and a
 * passphrase that nobody else knows. What was in `state` is lost.
 *
 * @param {object} options
 * @param {string} options.program
 * @param {string} options.state
 * @param {NodeJS.ProcessEnv} options.environment
 * @param {AbortSignal} options.signal
 * @param {(line: string) => void} options.onLine
 */
export async function createStack({ program, state, environment, signal, onLine }) {
  // The CLI writes a stack's settings beside Pulumi.yaml: beside a copy of it, the checkout stays clean.
  const settings = join(state, "settings");
  await rm(state, { recursive: true, force: true });
  await mkdir(settings, { recursive: true });
  await copyFile(join(program, "Pulumi.yaml"), join(settings, "Pulumi.yaml"));

  const env = {
    ...environment,
    PULUMI_HOME: join(state, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("hex"),
  };
  const inSettings = { cwd: settings, env, signal };
  const inProgram = { cwd: program, env, signal };
  const stack = ["--stack", NAME, "--config-file", join(settings, `Pulumi.${NAME}.yaml`)];

  /** @param {string[]} args */
  const operate = (...args) =>
    pulumi([...args, ...stack, "--suppress-outputs"], inProgram, { onLine: told(onLine) });

  await pulumi(["stack", "init", NAME], inSettings);
  return {
    /** @param {string} key @param {string} value */
    configure: (key, value) => pulumi(["config", "set", key, value, "--stack", NAME], inSettings),
    /** Passes the value where no list of processes shows it. @param {string} key @param {string} value */
    configureSecret: (key, value) =>
      pulumi(["config", "set", "--secret", key, "--stack", NAME], inSettings, { input: value }),
    preview: () => operate("preview"),
    /** @param {string[]} flags */
    up: (...flags) => operate("up", "--yes", "--skip-preview", ...flags),
    refresh: () => operate("refresh", "--yes", "--skip-preview"),
    outputs: async () => JSON.parse(await pulumi(["stack", "output", "--json", "--stack", NAME], inProgram)),
  };
}

/**
 * The engine's lines, without noise. What a program prints comes again under "Diagnostics:", and is passed on once.
 *
 * @param {(line: string) => void} onLine
 * @returns {(line: string) => void}
 */
function told(onLine) {
  let repeating = false;
  return (line) => {
    if (/^\S/.test(line)) repeating = line.startsWith("Diagnostics:");
    const text = line.replace(PROGRAM, "").trimEnd();
    if (!repeating && !NOISE.test(text)) onLine(text);
  };
}
