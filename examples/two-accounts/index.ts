import * as pulumi from "@pulumi/pulumi";
import * as squarecloud from "pulumi-squarecloud";

const config = new pulumi.Config();
const triggers = [config.get("release") ?? "1"];

// The account that `squarecloud:apiKey` names.
const own = new squarecloud.Snapshot("own", { databaseId: config.require("ownDatabaseId"), triggers });

// Another one, whose key is a secret of this stack: `pulumi config set --secret clientKey <key>`.
const client = new squarecloud.Provider("client", {
  apiKey: config.requireSecret("clientKey"),
  baseUrl: config.get("clientBaseUrl"),
});
const clients = new squarecloud.Snapshot(
  "client",
  { databaseId: config.require("clientDatabaseId"), triggers },
  { provider: client },
);

export const versions = { own: own.versionId, client: clients.versionId };
