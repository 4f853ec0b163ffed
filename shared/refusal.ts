/**
 * Reads an OAuth error response (RFC 6749, section 5.2). For an unknown client, the org uses the format of its Management API
 * instead.
 */
export function refusalIn(
  body: unknown,
): { readonly error: string; readonly description: string | undefined } | undefined {
  const { errorCode, errorSummary, ...oauth } = (body ?? {}) as Record<string, unknown>;
  const { error = errorCode, error_description: description = errorSummary } = oauth;
  if (typeof error !== 'string') return undefined;
  return { error, description: typeof description === 'string' ? description : undefined };
}
