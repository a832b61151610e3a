import * as pulumi from "@pulumi/pulumi";

export interface CheckArgs {
  /** What to run, in a shell. */
  command: pulumi.Input<string>;
  /** Any change of these runs it again. */
  triggers: pulumi.Input<pulumi.Input<string>[]>;
}

/** Runs a command that looks at data. A failing command fails the run. */
export class Check extends pulumi.dynamic.Resource {
  /** What the command printed. */
  declare readonly output: pulumi.Output<string>;

  constructor(name: string, args: CheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(checks, name, { ...args, output: undefined }, opts, "example", "Check");
  }
}

const checks: pulumi.dynamic.ResourceProvider = {
  async diff(_id, olds, news) {
    const changes = JSON.stringify(olds.triggers) !== JSON.stringify(news.triggers);
    return { changes, replaces: changes ? ["triggers"] : [] };
  },
  async create(inputs) {
    const { execSync } = require("node:child_process");
    const output = execSync(inputs.command, { encoding: "utf8" }).trim();
    return { id: new Date().toISOString(), outs: { ...inputs, output } };
  },
};
