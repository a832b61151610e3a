import type { Account } from "../account";
import { describe } from "../api/target";
import { isPartial, type Partial } from "../partial";
import { createSnapshot } from "../snapshot/create";
import { targetOf } from "../target";
import type { RestoreInputs, SafetySnapshot } from "./state";

/** A snapshot of the target as it is now, or the reason why it is still pending. */
export async function takeSafetySnapshot(
  { databaseId, applicationId }: RestoreInputs,
  account: Account,
): Promise<{ snapshot: SafetySnapshot; missing?: string }> {
  const inputs = { ...(databaseId && { databaseId }), ...(applicationId && { applicationId }) };
  account.log.info(`${describe(targetOf(inputs))}: a safety snapshot comes first`);
  try {
    const { snapshotId, versionId, createdAt, expiresAt } = (await createSnapshot(inputs, account)).outs;
    return { snapshot: { status: "available", snapshotId, versionId, createdAt, expiresAt } };
  } catch (error) {
    if (!isPartial(error)) throw error;
    return { snapshot: { status: "pending", requestedAt: requestedAt(error) }, missing: error.message };
  }
}

const requestedAt = ({ properties }: Partial) =>
  "requestedAt" in properties && typeof properties.requestedAt === "string" ? properties.requestedAt : "";
