import { defaultIdleMinutes } from '../../org/org/sessions.ts';

type Json = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/**
 * The conditions of a rule of a session, password or enrollment policy, with what Okta adds: the excluded users
 * are always present, even if there are none.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/
 */
export function sessionConditions(input: unknown): Json {
  const { people, network, ...others } = asObject(input);
  const { users, ...groups } = asObject(people);
  return {
    people: { users: { exclude: [], ...asObject(users) }, ...groups },
    network: network ?? { connection: 'ANYWHERE' },
    ...others,
  };
}

/** The conditions of a global session policy rule, including those that are not set. */
export function signOnConditions(input: unknown): Record<string, unknown> {
  const { people, network, authContext, risk, riskScore, identityProvider, ...others } =
    sessionConditions(input);
  return {
    people,
    network,
    authContext: authContext ?? { authType: 'ANY' },
    risk: { behaviors: [], ...asObject(risk) },
    riskScore: riskScore ?? { level: 'ANY' },
    identityProvider: identityProvider ?? { provider: 'ANY' },
    ...others,
  };
}

/** `signon` of such a rule, with Okta's defaults. */
export function sessionActions(input: unknown): Record<string, unknown> {
  const { signon } = asObject(input);
  const { access = 'ALLOW', requireFactor = false, primaryFactor, session, ...others } = asObject(signon);
  return {
    signon: {
      access,
      requireFactor,
      primaryFactor: primaryFactor ?? 'PASSWORD_IDP_ANY_FACTOR',
      rememberDeviceByDefault: false,
      session: {
        usePersistentCookie: false,
        maxSessionIdleMinutes: defaultIdleMinutes,
        maxSessionLifetimeMinutes: 0,
        ...asObject(session),
      },
      ...others,
    },
  };
}
