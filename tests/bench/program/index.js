const pulumi = require("@pulumi/pulumi");
const squarecloud = require("pulumi-squarecloud");

const databases = new pulumi.Config().requireObject("databases");
for (const databaseId of databases) new squarecloud.Snapshot(databaseId, { databaseId });
