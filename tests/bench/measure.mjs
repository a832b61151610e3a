/** What the limits of Square Cloud leave room for: one snapshot per 5 s, and no capture is quicker than it is. */
const COOLDOWN = 5;

/**
 * @typedef {object} Run One first `up`, with all times in simulated seconds.
 * @property {readonly import("../../simulator/index.js").LogEntry[]} requests
 * @property {Map<string, number>} listedAt when each database's snapshot was in the listing
 * @property {Map<string, number>} createdAt when the engine said that each was created
 * @property {number} slowest the slowest capture
 */

/** @param {Run} run */
export function measure({ requests, listedAt, createdAt, slowest }) {
  const posts = requests.filter(({ call }) => call === "create").map(secondsOf);
  const floor = (createdAt.size - 1) * COOLDOWN + slowest;
  const delays = [...createdAt].map(([id, created]) => created - (listedAt.get(id) ?? Number.NaN));
  return {
    floor,
    took: Math.max(...createdAt.values()) - Math.min(...posts),
    refusals: requests.filter(({ status }) => status === 429).length,
    busiest: busiestMinute(requests.map(secondsOf)),
    median: quantile(delays, 0.5),
    slow: quantile(delays, 0.95),
  };
}

/** @param {import("../../simulator/index.js").LogEntry} entry */
const secondsOf = ({ at }) => at.getTime() / 1000;

/** @param {number[]} times The most of them in any 60 s. */
const busiestMinute = (times) =>
  Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 60).length));

/**
 * The smallest value that is no less than this share of all.
 *
 * @param {number[]} values
 * @param {number} share
 */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}
