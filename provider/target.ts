import type { Target } from "./api/target";

/** The target that a resource's inputs name. */
export function targetOf({
  databaseId,
  applicationId,
}: {
  databaseId?: string;
  applicationId?: string;
}): Target {
  return databaseId === undefined
    ? { kind: "application", id: applicationId ?? "" }
    : { kind: "database", id: databaseId };
}

/** `databases/<id>/<what>` or `applications/<id>/<what>`, where `what` is a versionId, or a time where none was known
 * yet when the resource was first stored: an id never changes. */
export const idOf = ({ kind, id }: Target, what: string) => `${kind}s/${id}/${what}`;
