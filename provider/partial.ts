/** A resource that exists but is not finished. Thrown from create or update, the engine saves it in the state
 * with `properties`, fails the run, and calls update in the next one. */
export interface Partial extends Error {
  id: string;
  /** All inputs and outputs, `__provider` among them: what is missing here is lost. */
  properties: object;
  reasons: string[];
}

/** Pulumi never answers the engine where a property is undefined, so none is. */
export function partial(id: string, properties: object, reason: string): Partial {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.assign(new Error(reason), { id, properties: Object.fromEntries(given), reasons: [reason] });
}

export const isPartial = (error: unknown): error is Partial =>
  error instanceof Error && "id" in error && "properties" in error;
