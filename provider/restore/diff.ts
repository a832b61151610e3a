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
 * A value that is not known yet may stay the same, and does not replace: the engine asks in an `up` too, with what comes
 * from a resource that is deleted before it is replaced unknown, and would restore again whatever that turns out to be.
 * @throws where nobody knows whether it was carried out, but in a refresh, which sends nothing.
 */
export function diffRestore(olds: RestoreState, news: RestoreInputs, isRefresh = false): Difference {
  const target = news.databaseId === undefined ? "applicationId" : "databaseId";
  const isSameTarget = sameTarget({ ...olds }, { ...news });
  const isSameIntention = sameTriggers({ ...olds }, { ...news });
  const isKnown = areKnown(news[target], news.triggers);
  const replaces = [
    ...(isSameTarget ? [] : [target]),
    ...(isSameIntention ? [] : ["triggers"]),
    ...(olds.status === "pending" ? ["status"] : []),
  ];
  const isUndecided = olds.status === "unknown" && (news.onUnknownOutcome ?? "fail") === "fail";
  if (replaces.length === 0 && isKnown && isUndecided && !isRefresh)
    throw new Error(describeUnanswered(olds));
  const changes = replaces.length > 0 || !isKnown || olds.status !== "restored";
  return { changes, replaces, deleteBeforeReplace: false };
}
