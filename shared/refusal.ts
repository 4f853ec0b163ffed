/**
 * What the org says of a request that it refuses (RFC 6749, section 5.2). Of a client that it does not know, it tells in the
 * form of its Management API.
 */
export function refusalIn(
  body: unknown,
): { readonly error: string; readonly description: string | undefined } | undefined {
  const { errorCode, errorSummary, ...oauth } = (body ?? {}) as Record<string, unknown>;
  const { error = errorCode, error_description: description = errorSummary } = oauth;
  if (typeof error !== 'string') return undefined;
  return { error, description: typeof description === 'string' ? description : undefined };
}
