import { areKnown, sameTarget, sameTriggers } from "./attempt";
import type { RestoreInputs, RestoreState } from "./state";
import { describeUnanswered } from "./update";

export interface Difference {
  changes: boolean;
  /** The properties for which live data is overwritten again. */
  replaces: string[];
  deleteBeforeReplace: false;
}

/**
 * Only another target or other triggers restore again; what is not finished is gone on with. What was never sent is
 * replaced, so that it is sent from a create: only of a create does a killed engine leave a record that lasts.
 * @throws where nobody knows whether it was carried out, but in a refresh, which sends nothing.
 */
export function diffRestore(olds: RestoreState, news: RestoreInputs, isRefresh = false): Difference {
  const target = news.databaseId === undefined ? "applicationId" : "databaseId";
  const isSameTarget = areKnown(news[target]) && sameTarget({ ...olds }, { ...news });
  const isSameIntention = areKnown(news.triggers) && sameTriggers({ ...olds }, { ...news });
  const replaces = [
    ...(isSameTarget ? [] : [target]),
    ...(isSameIntention ? [] : ["triggers"]),
    ...(olds.status === "pending" ? ["status"] : []),
  ];
  const isUndecided = olds.status === "unknown" && (news.onUnknownOutcome ?? "fail") === "fail";
  if (replaces.length === 0 && isUndecided && !isRefresh) throw new Error(describeUnanswered(olds));
  return { changes: replaces.length > 0 || olds.status !== "restored", replaces, deleteBeforeReplace: false };
}
