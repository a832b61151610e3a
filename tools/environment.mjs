import { basename, delimiter, dirname } from "node:path";

/** Settings of the user's own stacks and accounts, which must reach neither demo nor tests. */
const PERSONAL = /^(PULUMI|SQUARECLOUD)_/i;

/**
 * The environment for what runs on this CLI and this Node. SQUARECLOUD_TEST_CLI is what `PulumiCommand.get({ root })`
 * takes, and is unset where the CLI lies in no folder `bin`: then it is found on PATH.
 *
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 * @returns {NodeJS.ProcessEnv}
 */
export function environment({ cli, node }) {
  const inherited = Object.entries(process.env).filter(([name]) => !PERSONAL.test(name) && !isPath(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: [...inOrder({ cli, node }), process.env.PATH].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...(basename(cli) === "bin" ? { SQUARECLOUD_TEST_CLI: dirname(cli) } : {}),
    MACHINE_NODE: process.execPath,
  };
}

/** Windows spells it `Path`. @param {string} name */
const isPath = (name) => name.toUpperCase() === "PATH";

/**
 * The folder of the machine's own Node may hold an unfit `pulumi`, that of the machine's own CLI an older `node`.
 *
 * @param {import("./toolchain.mjs").Toolchain} toolchain
 */
const inOrder = ({ cli, node }) => (node === dirname(process.execPath) ? [cli, node] : [node, cli]);
