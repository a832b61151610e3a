import { createProgress } from "../../provider/archive/progress";
import { createLog } from "../../provider/log";
import { manualClock } from "./manualClock";

const GB = 1e9;

/** The lines of a download that brings so many bytes in each second. */
async function told(total: number | undefined, perSecond: number, seconds: number) {
  const clock = manualClock();
  const lines: string[] = [];
  const progress = createProgress("database a", "/b.zip", {
    clock,
    log: createLog(clock, (line) => lines.push(line)),
  });
  for (let second = 0; second <= seconds; second++) {
    progress.at(second * perSecond, total);
    await clock.advance(1_000);
  }
  progress.done(seconds * perSecond);
  return lines;
}

test.each([
  {
    what: "slow: a line at each 10 percent",
    ...{ total: GB, perSecond: 1e6, seconds: 250 },
    lines: ["10% (100.0 MB of 1000.0 MB)", "20% (200.0 MB of 1000.0 MB)"],
  },
  {
    what: "fast: a line every 60 s",
    ...{ total: 100 * GB, perSecond: 200e6, seconds: 130 },
    lines: ["12% (12000.0 MB of 100000.0 MB)", "24% (24000.0 MB of 100000.0 MB)"],
  },
  { what: "short: none", total: GB, perSecond: 100e6, seconds: 10, lines: [] },
  { what: "of unknown size", total: undefined, perSecond: 2e6, seconds: 70, lines: ["120.0 MB"] },
])("$what", async ({ total, perSecond, seconds, lines }) => {
  const all = await told(total, perSecond, seconds);
  expect(all.slice(0, -1)).toEqual(lines.map((line) => `database a: downloading, ${line}`));
  expect(all.at(-1)).toMatch(/^database a: downloaded to \/b\.zip, \d+\.0 MB in /);
});
