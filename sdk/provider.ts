import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./configuration";

/** The account that resources with `{ provider }` belong to. */
export interface ProviderArgs {
  /** The account's API key; kept as a secret in the state. Default: the environment variable `SQUARECLOUD_API_KEY`. */
  apiKey?: pulumi.Input<string | undefined>;
  /** Origin of the API. Default: the environment variable `SQUARECLOUD_BASE_URL`, else `https://api.squarecloud.app`.
   * Must be https, but for an address on this machine. */
  baseUrl?: pulumi.Input<string | undefined>;
  /** Requests that this provider may send in any 60 s: a whole number, 1 or more. Default: 30, the budget of the smallest
   * paid plan. Going over a plan's budget can block the key for about 30 minutes. */
  requestsPerMinute?: pulumi.Input<number | undefined>;
}

/**
 * A Square Cloud account beside the one that the stack's configuration names.
 *
 * ```ts
 * const staging = new squarecloud.Provider("staging", { apiKey: config.requireSecret("stagingKey") });
 * new squarecloud.Snapshot("backup", { databaseId }, { provider: staging });
 * ```
 *
 * What is wrong with its arguments fails the resources that use it: at preview, or at `pulumi up` where only that knows
 * them. A key that Square Cloud refuses shows with the first request.
 */
export class Provider extends pulumi.ProviderResource {
  /** What `getSnapshotsOutput` and its like ask with. Secret, as the key is. */
  readonly settings: pulumi.Output<Settings>;

  /** @param name Its name in the stack. */
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const settings: pulumi.Inputs = {
      "squarecloud:apiKey": args.apiKey === undefined ? undefined : pulumi.secret(args.apiKey),
      "squarecloud:baseUrl": args.baseUrl,
      "squarecloud:requestsPerMinute": pulumi.output(args.requestsPerMinute).apply((n) => n?.toString()),
    };
    // The package of all dynamic resources: that is what makes this one theirs.
    super("pulumi-nodejs", name, settings, opts);
    this.settings = pulumi.output(settings);
  }
}
