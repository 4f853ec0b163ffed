/** Reads tokens without verifying them: for display only. Verify a token before you base a decision on it. */
export interface DecodedToken {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  /** The three parts as they are on the wire. */
  parts: readonly [string, string, string];
}

/** Undefined if it is not a JWT; access tokens of the org authorization server are opaque to us. */
export function decodeToken(token: string): DecodedToken | undefined {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || signature === undefined || rest.length > 0) return undefined;
  try {
    return { header: decodePart(header), payload: decodePart(payload), parts: [header, payload, signature] };
  } catch {
    return undefined;
  }
}

const decodePart = (part: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

/** A claim as text; undefined if it is absent or not a string. */
export function textClaim(payload: Record<string, unknown>, name: string): string | undefined {
  const value = payload[name];
  return typeof value === 'string' ? value : undefined;
}

/** A claim as a list of texts; Okta returns a single-valued attribute as text. */
export function listClaim(payload: Record<string, unknown>, name: string): string[] {
  const value = payload[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
