import type { Command, Run } from "./cli";
import { eventually } from "./eventually";
import { endProcessesOf } from "./processes";
import type { Stack } from "./stack";

/** A way in which an `up` dies. */
export interface Kill {
  who: string;
  kill(up: Command<Run>, stack: Stack): Promise<unknown>;
}

export const killTheCli: Kill = {
  who: "SIGKILL to the CLI, whose provider lives on",
  kill(up) {
    up.signal("SIGKILL");
    return up.ended;
  },
};

export const killAll: Kill = {
  who: "SIGKILL to the CLI and its provider",
  async kill(up, stack) {
    up.signal("SIGKILL");
    await endProcessesOf(stack.folder);
    await up.ended;
  },
};

export const pressTwice: Kill = {
  who: "two Ctrl-C",
  async kill(up) {
    up.signal("SIGINT");
    await eventually(() => up.printed().includes("^C received"));
    up.signal("SIGINT");
    await up.ended;
  },
};

/** Elsewhere it cannot be told which processes a command has started. */
export const describeKills = process.platform === "linux" ? describe : describe.skip;
