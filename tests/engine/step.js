const { resolve } = require("node:path");
const pulumi = require("@pulumi/pulumi");

/** What depends on a snapshot: notes in the file `ran` that it ran, and what it saw. */
class Step extends pulumi.dynamic.Resource {
  /**
   * @param {string} name
   * @param {pulumi.Input<string>} saw
   * @param {pulumi.CustomResourceOptions} [options]
   */
  constructor(name, saw, options) {
    super(steps, name, { line: pulumi.interpolate`${name} ${saw}`, file: resolve("ran") }, options);
  }
}

/** @type {pulumi.dynamic.ResourceProvider} */
const steps = {
  diff: async (_id, olds, news) => ({ changes: olds.line !== news.line, replaces: ["line"] }),
  async create(inputs) {
    require("node:fs").appendFileSync(inputs.file, `${inputs.line}\n`);
    return { id: "ran", outs: inputs };
  },
};

module.exports = { Step };
