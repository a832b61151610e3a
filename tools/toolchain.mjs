import { nodeFolder, requireSupportedNode } from "./node.mjs";
import { installPackages } from "./packages.mjs";
import { pulumiFolder } from "./pulumi.mjs";

/** @typedef {{ cli: string, node: string }} Toolchain The folders of `pulumi` and of `node`. */

/**
 * Sets up what is missing of packages, Node and the Pulumi CLI.
 *
 * @returns {Promise<Toolchain>}
 */
export async function toolchain() {
  requireSupportedNode();
  await installPackages();
  const node = await nodeFolder();
  return { node, cli: await pulumiFolder() };
}
