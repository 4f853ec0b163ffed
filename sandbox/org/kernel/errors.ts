/** An answer of Okta's Management API that is not a success; the HTTP layer turns it into the error body. */
export class OktaError extends Error {
  readonly status: number;
  readonly code: string;
  readonly causes: readonly string[];
  /** The response's `WWW-Authenticate` header; undefined if it has none. */
  readonly challenge: string | undefined;

  constructor(
    status: number,
    code: string,
    summary: string,
    causes: readonly string[] = [],
    challenge = status === 401 ? 'Bearer' : undefined,
  ) {
    super(summary);
    this.name = 'OktaError';
    this.status = status;
    this.code = code;
    this.causes = causes;
    this.challenge = challenge;
  }
}

/** 400 without a body: only the challenge says what is wrong with a proof of possession. */
export class ProofRefusal extends OktaError {
  constructor(description: string, challenge: string) {
    super(400, 'invalid_dpop_proof', description, [], challenge);
  }
}

/**
 * 404 E0000007.
 * @param kind what Okta calls the thing in brackets, such as `UserGroup` or `AuthorizationServer`
 */
export function notFound(id: string, kind: string): OktaError {
  return new OktaError(404, 'E0000007', `Not found: Resource not found: ${id} (${kind})`);
}

/** 405 E0000022: Okta has the path, with another method. */
export function methodNotAllowed(): OktaError {
  return new OktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
}

/** 400 E0000021: the endpoint does not accept a body of this content type. */
export const unsupportedType = (): OktaError =>
  new OktaError(
    400,
    'E0000021',
    'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
  );

/**
 * 400 E0000001.
 * @param subject the field or object that Okta names in the summary, such as `login` or `newUser`
 * @param causes one sentence each, Okta's form: `fieldName: what is wrong`
 */
export function invalid(subject: string, causes: readonly string[]): OktaError {
  return new OktaError(400, 'E0000001', `Api validation failed: ${subject}`, causes);
}

/** 401 E0000011: the token is unknown, expired or revoked. */
export const invalidToken = (): OktaError => new OktaError(401, 'E0000011', 'Invalid token provided');

/** 401 E0000004: the credentials do not match. */
export const authenticationFailed = (): OktaError => new OktaError(401, 'E0000004', 'Authentication failed');

/** 403 E0000006. */
export const accessDenied = (causes: readonly string[] = []): OktaError =>
  new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', causes);

/**
 * 501: an Okta feature that this sandbox does not implement. Reported explicitly, so that no one relies on a
 * guess.
 */
export const notImplemented = (what: string, causes: readonly string[] = []): OktaError =>
  new OktaError(
    501,
    'E0000060',
    `Unsupported operation: the sandbox org does not implement ${what}.`,
    causes,
  );

/** 429: more requests than the org allows in a minute. */
export const tooManyRequests = (): OktaError =>
  new OktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');
