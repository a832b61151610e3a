import { accidents, type Named, refusals } from "./fault";
import type { Life } from "./life";
import type { Step } from "./runs";
import { type Setting, settings } from "./setting";

/** One stack's life under one or two faults. */
export interface Case {
  name: string;
  live(): Promise<Life>;
}

/** The cases that strike the same step, or the same two. */
export interface Row {
  name: string;
  cases: Case[];
}

/** Each accident at each step: the short form. */
export const briefRows = (): Row[] => singles(accidents);

/** Each fault at each step, and each pair of accidents at two steps that follow one another. */
export const allRows = (): Row[] => [...singles([...accidents, ...refusals]), ...settings.flatMap(pairs)];

const singles = (faults: Named[]): Row[] =>
  settings.flatMap((setting) =>
    setting.steps.map((step) => ({
      name: `${setting.name}: ${step.name}`,
      cases: at(step, faults).map(({ name, fault }) => ({
        name,
        live: () => setting.live([{ step, fault }]),
      })),
    })),
  );

const pairs = (setting: Setting): Row[] =>
  setting.steps.flatMap((first, i) =>
    setting.steps.slice(i + 1, i + 2).map((second) => ({
      name: `${setting.name}: ${first.name}, ${second.name}`,
      cases: casesOf(setting, first, second),
    })),
  );

const casesOf = (setting: Setting, first: Step, second: Step): Case[] =>
  at(first, accidents).flatMap((one) =>
    at(second, accidents).map((other) => ({
      name: `${one.name}, ${other.name}`,
      live: () =>
        setting.live([
          { step: first, fault: one.fault },
          { step: second, fault: other.fault },
        ]),
    })),
  );

const at = ({ call }: Step, faults: Named[]) => faults.filter(({ only }) => (only ?? call) === call);
