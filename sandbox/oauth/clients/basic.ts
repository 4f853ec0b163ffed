export interface BasicCredentials {
  readonly clientId: string;
  /** Undefined when there is no colon, as Okta's JavaScript SDK leaves it out for a public client. */
  readonly secret: string | undefined;
}

/** The content of an `Authorization: Basic` header (RFC 6749, section 2.3.1); undefined if it is invalid. */
export function basicCredentials(authorization: string): BasicCredentials | undefined {
  // passport-okta-oauth writes `Basic:`.
  const encoded = /^basic:?\s+([\w+/=-]+)\s*$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (clientId === '') return undefined;
  return { clientId: decode(clientId), secret: secret.length === 0 ? undefined : decode(secret.join(':')) };
}

/** The parts are form-encoded; unencoded ones are used unchanged, because many clients do not encode them. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', '%20'));
  } catch {
    return part;
  }
}
