import * as pulumi from "@pulumi/pulumi";

export interface MigrationArgs {
  /** What to run, in a shell. */
  command: pulumi.Input<string>;
  /** Any change of these runs it again. */
  triggers: pulumi.Input<pulumi.Input<string>[]>;
}

/** Runs a command that changes data. A failing command fails the run, and what depends on it does not happen. */
export class Migration extends pulumi.dynamic.Resource {
  /** What the command printed. */
  declare readonly output: pulumi.Output<string>;

  constructor(name: string, args: MigrationArgs, opts?: pulumi.CustomResourceOptions) {
    super(migrations, name, { ...args, output: undefined }, opts, "example", "Migration");
  }
}

const migrations: pulumi.dynamic.ResourceProvider = {
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
