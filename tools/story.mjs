import { Failure } from "./failure.mjs";
import { createStack } from "./stack.mjs";

/** How many times as fast as real time the simulated service and the provider's waiting run. */
export const RATE = 60;

/** @typedef {import("../simulator/index.js").Simulator} Simulator */

/**
 * What the root stack does from its first preview to its outputs, on the real engine.
 *
 * @param {object} scene
 * @param {string} scene.program
 * @param {string} scene.state
 * @param {NodeJS.ProcessEnv} scene.environment
 * @param {Simulator} scene.simulator
 * @param {AbortSignal} scene.signal
 * @throws {Failure} at the first promise that is not kept
 */
export async function tell({ program, state, environment, simulator, signal }) {
  const small = simulator.addDatabase({ captureSeconds: 20, archiveBytes: 3_000_000 });
  const large = simulator.addDatabase({ captureSeconds: 150, archiveBytes: 80_000_000 });
  const application = simulator.addApplication({ archiveBytes: 12_000_000 });

  say("Setting up a stack with an API key and the ids of two databases and an application");
  const stack = await createStack({
    program,
    state,
    environment: { ...environment, SQUARECLOUD_CLOCK_RATE: String(RATE) },
    signal,
    onLine: (line) => console.log(`    ${line}`),
  });
  await stack.configure("squarecloud:baseUrl", simulator.url);
  await stack.configureSecret("squarecloud:apiKey", simulator.apiKey);
  await stack.configure("smallDatabaseId", small);
  await stack.configure("largeDatabaseId", large);
  await stack.configure("applicationId", application);

  say("A preview shows what would be done, and asks the service for nothing");
  const previewed = await watched(simulator, stack.preview);
  promise(previewed.length === 0, `API calls: ${previewed.length}`);

  say("An up takes a snapshot of each, waits for the large database's, and only then migrates");
  const first = await watched(simulator, () => stack.up());
  // At this rate a few real milliseconds are a cooldown: a POST that came too early has started nothing.
  const posts = first.filter(({ method, status }) => method === "POST" && status !== 429);
  promise(posts.length === 3, `Snapshots started: ${posts.length}, one for each target`);
  promise(statusOf(posts, small) === 200, `Small database: answered with ${statusOf(posts, small)}, at once`);
  promise(
    statusOf(posts, large) === 202,
    `Large database: answered with ${statusOf(posts, large)}, and waited for`,
  );

  say("A second up finds nothing to do");
  const second = await watched(simulator, () => stack.up());
  promise(second.length === 0, `API calls: ${second.length}`);

  say("A refresh compares with the service, and only reads");
  const refreshed = await watched(simulator, stack.refresh);
  const writes = refreshed.filter(({ method }) => method !== "GET");
  promise(writes.length === 0, `Reads: ${refreshed.length}, writes: ${writes.length}`);

  say("What a later step of the program, a migration say, can rely on");
  /** @type {Record<string, import("./stack.mjs").Output>} */
  const outputs = await stack.outputs();
  for (const [name, target] of Object.entries({ small, large, application })) {
    const snapshot = outputs[name] ?? {};
    const exists = simulator.versions(target).some(({ versionId }) => versionId === snapshot.versionId);
    promise(exists, `${name}: ${inWords(snapshot)}`);
  }
}

/** @param {string} headline */
const say = (headline) => console.log(`\n${headline}.`);

/**
 * @param {boolean} kept
 * @param {string} seen
 */
function promise(kept, seen) {
  if (!kept) throw new Failure(`This is not what the demo promises: ${seen}`);
  console.log(`  ✓ ${seen}`);
}

/**
 * The requests that reached the service during a step.
 *
 * @param {Simulator} simulator
 * @param {() => Promise<unknown>} step
 */
async function watched(simulator, step) {
  const before = simulator.requests().length;
  await step();
  return simulator.requests().slice(before);
}

/**
 * @param {readonly import("../simulator/index.js").LogEntry[]} requests
 * @param {string} id
 */
const statusOf = (requests, id) => requests.find(({ target }) => target === id)?.status;

/** @param {import("./stack.mjs").Output} snapshot */
const inWords = ({ size = 0, createdAt = "?", expiresAt = "?", versionId = "?" }) =>
  `${(size / 1e6).toFixed(1)} MB, taken ${minute(createdAt)}, kept until ${minute(expiresAt)}, version ${versionId}`;

/** @param {string} timestamp ISO 8601 */
const minute = (timestamp) => timestamp.slice(0, 16).replace("T", " ");
