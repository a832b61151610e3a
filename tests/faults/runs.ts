import { type Account, openAccount } from "../../provider/account";
import { ApiError } from "../../provider/api/errors";
import { DownloadError } from "../../provider/archive/errors";
import type { Call, Fault, Simulator } from "../../simulator";

/** Which run of a stack's life something belongs to. */
export type Phase = "first up" | "next up" | "refresh";

/** A request that a fault can strike. */
export interface Step {
  name: string;
  call: Call;
  phase: Phase;
  /** How many of this call the phase sends before it. */
  after: number;
}

/** A fault, and the request that it strikes. */
export interface Strike {
  step: Step;
  fault: Fault;
}

/** How many times as fast as real time simulator and provider run. */
export const RATE = 120;
/** Runs in which anybody gets there who does what the errors say. */
const MOST_UPS = 6;
/** Seconds from one run to the next; past the cooldowns. */
const PAUSE = 300;
const REMEDY = /`pulumi up`|`onUnknownOutcome`/;

/** The runs of one stack, each in a process of its own. */
export function createRuns(cloud: Simulator, strikes: Strike[]) {
  const errors: Error[] = [];
  const lines: string[] = [];
  let ups = 0;
  let due = strikes;

  function strike(phase: Phase): void {
    for (const { step, fault } of due.filter(({ step }) => step.phase === phase)) {
      cloud.next(step.call, fault, { after: step.after });
    }
    due = due.filter(({ step }) => step.phase !== phase);
  }

  async function run(phase: Phase, work: (account: Account) => Promise<void>): Promise<boolean> {
    strike(phase);
    try {
      await work(accountOf(cloud, lines));
      return true;
    } catch (error) {
      errors.push(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  return {
    ups: () => ups,
    /** Runs `up` until it succeeds, as long as that is worth while. */
    async upUntilDone(
      up: (account: Account) => Promise<void>,
      decide: (ups: number) => void,
    ): Promise<boolean> {
      while (ups < MOST_UPS) {
        const phase = ups === 0 ? "first up" : "next up";
        ups += 1;
        if (await run(phase, up)) return true;
        cloud.advance(PAUSE);
        decide(ups);
      }
      return false;
    },
    /** Refreshes until that succeeds, and runs an `up` that should find nothing to do. */
    async settle(refresh: (account: Account) => Promise<void>, up: (account: Account) => Promise<void>) {
      const isRead = (await run("refresh", refresh)) || (await run("next up", refresh));
      return isRead && run("next up", up);
    },
    seen: () => ({
      errors: errors.length,
      bare: errors.filter((error) => !hasRemedy(error)).length,
      leaks: leaksIn([...lines, ...errors.map(({ message }) => message)], cloud.apiKey),
    }),
  };
}

function accountOf(cloud: Simulator, lines: string[]): Account {
  const { apiKey, url } = cloud;
  const configuration = { apiKey, baseUrl: new URL(url), requestsPerMinute: 30, clockRate: RATE };
  return openAccount({ ...configuration, isClockRateIgnored: false }, (line) => lines.push(line));
}

const hasRemedy = (error: Error) =>
  error instanceof ApiError || error instanceof DownloadError
    ? error.remedy !== ""
    : REMEDY.test(error.message);

const leaksIn = (texts: string[], apiKey: string) =>
  texts.filter((text) => text.includes(apiKey) || /Signature|AWSAccessKeyId|\.zip\?/.test(text)).length;
