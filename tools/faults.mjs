import { join } from "node:path";
import { run, show } from "./command.mjs";
import { report } from "./failure.mjs";
import { installPackages } from "./packages.mjs";
import { root } from "./root.mjs";

async function faults() {
  await installPackages();
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  await run(process.execPath, [tsc, "-p", join("tests", "faults")], { cwd: root });
  const program = join(root, ".state", "faults", "tests", "faults", "faults.js");
  if (!(await show(process.execPath, [program]))) process.exitCode = 1;
}

faults().catch(report);
