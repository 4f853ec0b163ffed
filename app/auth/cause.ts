/** The first error of this class along the chain of causes: libraries wrap the underlying errors. */
export function causeOf<T extends Error>(
  error: unknown,
  kind: abstract new (...given: never[]) => T,
): T | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof kind) return at;
  return undefined;
}
