/** What Square Cloud takes snapshots of. `id` is 32 lower-case hex characters; an application that is
 * shared through a workspace is `<appId>-<workspaceId>`. */
export interface Target {
  kind: TargetKind;
  id: string;
}

export type TargetKind = "database" | "application";

export const describe = ({ kind, id }: Target) => `${kind} ${id}`;

/** What the names of a target's archives begin with: the id without its workspace. */
export const bareId = ({ id }: Target) => id.slice(0, 32);

export const sameTarget = (a: Target, b: Target) => a.kind === b.kind && bareId(a) === bareId(b);

/** The target's name among all of an account's, whatever the workspace it is reached through. */
export const keyOf = (target: Target) => `${target.kind}/${bareId(target)}`;
