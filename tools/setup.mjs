import { report } from "./failure.mjs";
import { buildPackage } from "./packages.mjs";
import { toolchain } from "./toolchain.mjs";

async function setUp() {
  const { cli } = await toolchain();
  await buildPackage();
  console.log(cli);
}

setUp().catch(report);
