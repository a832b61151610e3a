import * as pulumi from "@pulumi/pulumi";

export interface RetentionArgs {
  /** Where the copies lie. */
  folder: pulumi.Input<string>;
  /** How many of each target's are kept. */
  keep: pulumi.Input<number>;
  /** Any change of these tidies up again. */
  triggers: pulumi.Input<pulumi.Input<string>[]>;
}

/** Deletes all but the newest copies of each target. */
export class Retention extends pulumi.dynamic.Resource {
  /** What was deleted. */
  declare readonly deleted: pulumi.Output<string[]>;

  constructor(name: string, args: RetentionArgs, opts?: pulumi.CustomResourceOptions) {
    super(retentions, name, { ...args, deleted: undefined }, opts, "example", "Retention");
  }
}

const retentions: pulumi.dynamic.ResourceProvider = {
  async diff(_id, olds, news) {
    const changes = JSON.stringify([olds.triggers, olds.keep]) !== JSON.stringify([news.triggers, news.keep]);
    return { changes, replaces: changes ? ["triggers"] : [] };
  },
  async create(inputs) {
    const { readdirSync, rmSync } = require("node:fs");
    const { join } = require("node:path");
    // `<target>-<createdAt>.zip`: by name is by age.
    const copies: string[] = readdirSync(inputs.folder).filter((name: string) =>
      /^[a-f0-9]{32}-.*\.zip$/.test(name),
    );
    const targets = [...new Set(copies.map((name) => name.slice(0, 32)))];
    const deleted = targets.flatMap((target) =>
      copies
        .filter((name) => name.startsWith(target))
        .sort()
        .reverse()
        .slice(inputs.keep),
    );
    for (const name of deleted) rmSync(join(inputs.folder, name));
    return { id: new Date().toISOString(), outs: { ...inputs, deleted } };
  },
};
