import { notImplemented } from '../../org/kernel/errors.ts';
import { withoutNulls } from '../kernel/nulls.ts';

type Json = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** The conditions of a rule of an access policy, with what Okta adds. */
export function accessConditions(input: unknown): Json {
  const given = asObject(withoutNulls(input));
  const { people, platform, userType, riskScore, network, elCondition, ...others } = given;
  const { users, groups } = asObject(people);
  const { include = [] } = asObject(platform);
  return {
    people: { users: { exclude: [], ...asObject(users) }, ...(groups !== undefined && { groups }) },
    network: network ?? { connection: 'ANYWHERE' },
    ...(Array.isArray(include) &&
      include.length > 0 && { platform: { include: include as unknown[], exclude: [] } }),
    riskScore: riskScore ?? { level: 'ANY' },
    userType: { include: [], exclude: [], ...asObject(userType) },
    ...(Object.keys(asObject(elCondition)).length > 0 && { elCondition }),
    ...others,
  };
}

/** `appSignOn` of an access policy rule: what it requires of a user, with Okta's defaults. */
export function accessActions(input: unknown): Json {
  const { appSignOn } = asObject(input);
  const { access = 'ALLOW', verificationMethod, keepMeSignedIn } = asObject(appSignOn);
  return {
    appSignOn: {
      access,
      verificationMethod: methodOf(asObject(verificationMethod)),
      keepMeSignedIn: keepMeSignedIn ?? { postAuth: 'NOT_ALLOWED' },
    },
  };
}

/** A method chain has no factor mode and no inactivity setting. @throws OktaError 501 */
function methodOf(input: Json): Json {
  if (input.type === 'ID_PROOFING') throw notImplemented('identity proofing in rules of access policies');
  if (input.type === 'AUTH_METHOD_CHAIN') {
    const { type, chains, reauthenticateIn } = input;
    return { type, chains, ...(reauthenticateIn !== undefined && { reauthenticateIn }) };
  }
  return {
    factorMode: input.factorMode ?? '2FA',
    type: 'ASSURANCE',
    reauthenticateIn: input.reauthenticateIn ?? 'PT12H',
    ...(input.inactivityPeriod !== undefined && { inactivityPeriod: input.inactivityPeriod }),
    ...(input.constraints !== undefined && { constraints: input.constraints }),
  };
}
