/** What an identity provider says about the user who signed in there. */
export interface UpstreamPerson {
  /** Never changes: OpenID Connect's `sub`, SAML's name id. */
  readonly externalId: string;
  /**
   * Under the names that Okta's mappings use: `email`, `firstName`, `lastName`, `subjectNameId`, and all
   * claims.
   */
  readonly profile: Readonly<Record<string, unknown>>;
  /** RFC 8176, if the identity provider says how the user was authenticated. */
  readonly amr: readonly string[];
}

/** Okta's names → the names that identity providers use for the same. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'mail', 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'],
  firstName: [
    'firstName',
    'given_name',
    'first_name',
    'givenName',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  ],
  lastName: [
    'lastName',
    'family_name',
    'last_name',
    'sn',
    'surname',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  ],
};

/** Adds the names of Okta's default mappings to the claims of an identity provider. */
export function toUpstreamPerson(
  externalId: string,
  claims: Readonly<Record<string, unknown>>,
  amr: unknown,
): UpstreamPerson {
  const named = Object.entries(synonyms).map(([name, candidates]) => [
    name,
    candidates.map((candidate) => claims[candidate]).find((value) => typeof value === 'string'),
  ]);
  return {
    externalId,
    profile: {
      ...claims,
      ...(Object.fromEntries(named) as Record<string, unknown>),
      subjectNameId: externalId,
    },
    amr: Array.isArray(amr) ? amr.map(String) : [],
  };
}

/** The identity provider did not sign the user in, or its response is not valid. */
export class UpstreamError extends Error {
  /** OAuth's code: `access_denied` when the person gave up or was turned away, `server_error` else. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UpstreamError';
    this.code = code;
  }
}
