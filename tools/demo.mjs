import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { environment } from "./environment.mjs";
import { report } from "./failure.mjs";
import { interruption } from "./interruption.mjs";
import { buildPackage } from "./packages.mjs";
import { root } from "./root.mjs";
import { RATE, tell } from "./story.mjs";
import { toolchain } from "./toolchain.mjs";

async function demo() {
  const tools = await toolchain();
  await buildPackage();
  const started = performance.now();
  const signal = interruption();
  /** @type {typeof import("../simulator/index.js")} */
  const { startSimulator } = await import(pathToFileURL(join(root, "dist", "simulator", "index.js")).href);
  const simulator = await startSimulator({ rate: RATE });
  console.log(`A simulated Square Cloud listens on ${simulator.url}; its time runs ${RATE} times as fast.`);
  try {
    const scene = { program: root, state: join(root, ".state", "demo"), environment: environment(tools) };
    await tell({ ...scene, simulator, signal });
  } finally {
    await simulator.close();
  }
  console.log(`\nDone in ${Math.round((performance.now() - started) / 1000)} s. Nothing is left running.`);
}

demo().catch(report);
