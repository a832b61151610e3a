import * as pulumi from "@pulumi/pulumi";

export type Row = { [column: string]: unknown };

export interface QueryArgs {
  /** Of a PostgreSQL, with its password. */
  url: pulumi.Input<string>;
  /** One statement or several; the rows are the last one's. */
  sql: pulumi.Input<string>;
  /** Any change of these runs it again. */
  triggers: pulumi.Input<pulumi.Input<string>[]>;
  /** Fails the run where the rows are others. Default: any will do. */
  expected?: pulumi.Input<Row[]>;
}

/** Runs SQL, once. What fails in PostgreSQL fails the run, and what depends on it does not happen. */
export class Query extends pulumi.dynamic.Resource {
  /** What the last statement returned. */
  declare readonly rows: pulumi.Output<Row[]>;

  constructor(name: string, args: QueryArgs, opts?: pulumi.CustomResourceOptions) {
    const secret = { ...opts, additionalSecretOutputs: ["url"] };
    super(queries, name, { ...args, rows: undefined }, secret, "example", "Query");
  }
}

const queries: pulumi.dynamic.ResourceProvider = {
  async diff(_id, olds, news) {
    const changes = JSON.stringify(olds.triggers) !== JSON.stringify(news.triggers);
    return { changes, replaces: changes ? ["triggers"] : [] };
  },
  async create(inputs) {
    const { isDeepStrictEqual } = require("node:util");
    const { Client } = require("pg");
    const client = new Client(inputs.url);
    await client.connect();
    const result = await client.query(inputs.sql).finally(() => client.end());
    // As the state will hold it: a date, say, is a string there.
    const rows = JSON.parse(JSON.stringify([result].flat().at(-1).rows));
    if (inputs.expected !== undefined && !isDeepStrictEqual(rows, inputs.expected)) {
      const [wanted, found] = [inputs.expected, rows].map((some) => JSON.stringify(some));
      throw new Error(`The rows are not what they should be. Expected: ${wanted}. Found: ${found}.`);
    }
    return { id: new Date().toISOString(), outs: { ...inputs, rows } };
  },
};
