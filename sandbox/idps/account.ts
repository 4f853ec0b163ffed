import { userParty } from '../org/log/parties.ts';
import { checkProfile } from '../api/people/user-input.ts';
import { evaluateExpression, ExpressionError } from '../org/expression/expression.ts';
import { javaPattern } from '../org/expression/java-pattern.ts';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { Profile, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { assignGroups } from './groups.ts';
import { policyOf, protocolOf, type ReviveConditions } from './settings.ts';
import { UpstreamError, type UpstreamPerson } from './upstream-person.ts';

/**
 * The org's user for an account at an identity provider: the linked one, otherwise one that matches and
 * may be linked, else a new one (just-in-time provisioning), as the identity provider's policy says. Inside a
 * transaction.
 * @throws UpstreamError `access_denied` when the policy allows none of these
 * @see https://developer.okta.com/docs/concepts/identity-providers/#account-link
 */
export function findOrMakePerson(org: Org, idp: IdentityProvider, upstream: UpstreamPerson): User {
  const found = linkedPerson(org, idp, upstream) ?? matchingPerson(org, idp, upstream);
  const user = found === undefined ? makePerson(org, idp, upstream) : refresh(org, idp, upstream, found);
  org.idpLinks.put({
    idpId: idp.id,
    externalId: upstream.externalId,
    userId: user.id,
    profile: upstream.profile,
  });
  assignGroups(org, idp, upstream, user);
  return org.users.require(user.id);
}

const denied = (why: string): UpstreamError => new UpstreamError('access_denied', why);

function linkedPerson(org: Org, idp: IdentityProvider, { externalId }: UpstreamPerson): User | undefined {
  const link = org.idpLinks.get(idp.id, externalId);
  return link && org.users.get(link.userId);
}

function matchingPerson(org: Org, idp: IdentityProvider, upstream: UpstreamPerson): User | undefined {
  const user = findMatch(org, idp, userName(org, idp, upstream));
  if (user === undefined) return undefined;
  const { action, filter } = policyOf(idp).accountLink ?? {};
  if (action === 'DISABLED') throw denied('User linking was disabled.');
  const isAdmin = [user.id, ...org.groups.ofUser(user.id).map(({ id }) => id)].some(
    (id) => org.roles.of(id).length > 0,
  );
  if (filter?.users?.exclude?.includes(user.id) || (filter?.users?.excludeAdmins === true && isAdmin))
    throw denied('User linking was denied because the user is excluded.');
  const allowed = filter?.groups?.include ?? [];
  if (allowed.length > 0 && !allowed.some((groupId) => org.groups.has(groupId, user.id)))
    throw denied('User linking was denied because the user is not in any of the specified groups.');
  return user;
}

function findMatch(org: Org, idp: IdentityProvider, name: string): User | undefined {
  const { subject } = policyOf(idp);
  const wanted = name.toLowerCase();
  const by = (attribute: string): User | undefined =>
    org.users.all().find(({ profile }) => {
      const value = profile[attribute];
      return typeof value === 'string' && value.toLowerCase() === wanted;
    });
  switch (subject?.matchType) {
    case 'EMAIL':
      return by('email');
    case 'USERNAME_OR_EMAIL':
      return by('login') ?? by('email');
    case 'CUSTOM_ATTRIBUTE':
      return by(subject.matchAttribute ?? 'login');
    default:
      return by('login');
  }
}

/** The account's username in the org: an Okta expression over `idpuser`. */
function userName(org: Org, idp: IdentityProvider, { profile }: UpstreamPerson): string {
  const { subject } = policyOf(idp);
  const template = subject?.userNameTemplate?.template ?? 'idpuser.email';
  const value = transform(org, template, profile);
  if (typeof value !== 'string' || value === '') throw denied('Unable to process the username transform.');
  const { filter } = subject ?? {};
  if (filter != null && filter !== '' && !matchesWhole(filter, value))
    throw denied(`The username does not match the identity provider's filter.`);
  return value;
}

function transform(org: Org, template: string, profile: UpstreamPerson['profile']): unknown {
  try {
    return evaluateExpression(template, { names: { idpuser: profile }, now: org.clock() });
  } catch (error) {
    if (error instanceof ExpressionError) throw denied(`The username transform '${template}' is invalid.`);
    throw error;
  }
}

/** An invalid regular expression as filter rejects everyone. */
const matchesWhole = (pattern: string, value: string): boolean => javaPattern(pattern)?.test(value) ?? false;

function makePerson(org: Org, idp: IdentityProvider, upstream: UpstreamPerson): User {
  if (policyOf(idp).provisioning?.action === 'DISABLED') throw denied('User creation was disabled.');
  const login = userName(org, idp, upstream);
  const typeId = org.userTypes.default.id;
  const profile = checkedProfile(org, typeId, { ...mapped(upstream), login });
  const user = org.users.create({
    profile,
    typeId,
    realmId: org.settings.defaultRealmId,
    status: 'ACTIVE',
    provider: {
      type: protocolOf(idp).type === 'SAML2' ? 'FEDERATION' : 'SOCIAL',
      name: idp.type === 'SAML2' || idp.type === 'OIDC' ? idp.name : idp.type,
    },
  });
  org.log.write({ eventType: 'user.lifecycle.create', actor: userParty(user), targets: [userParty(user)] });
  org.groupRules.apply(user.id);
  return user;
}

/**
 * Reactivates a suspended or deactivated user if the policy says so, and updates the profile if the provider owns it.
 */
function refresh(org: Org, idp: IdentityProvider, upstream: UpstreamPerson, user: User): User {
  const { conditions, profileMaster } = policyOf(idp).provisioning ?? {};
  const revived = revive(org, conditions, user);
  if (revived.status !== 'ACTIVE') throw denied('The user is not active in the org.');
  if (profileMaster !== true) return revived;
  const profile = checkedProfile(org, user.typeId, { ...user.profile, ...mapped(upstream) }, user);
  return org.users.update(revived, { profile });
}

function revive(org: Org, conditions: ReviveConditions | undefined, user: User): User {
  if (user.status === 'SUSPENDED' && conditions?.suspended?.action === 'UNSUSPEND')
    return org.users.setStatus(user, 'ACTIVE');
  if (user.status === 'DEPROVISIONED' && conditions?.deprovisioned?.action === 'REACTIVATE')
    return org.users.setStatus(user, 'ACTIVE');
  return user;
}

/** Okta's default mapping from an identity provider's account to a person. */
function mapped({ profile }: UpstreamPerson): Profile {
  const { email, firstName, lastName } = profile;
  return Object.fromEntries(
    Object.entries({ email, firstName, lastName }).filter(([, value]) => value != null),
  );
}

function checkedProfile(org: Org, typeId: string, profile: Profile, current?: User): User['profile'] {
  const schema = org.schemas.user(typeId);
  if (!schema) throw new Error(`The user type ${typeId} has no schema: the state is incomplete.`);
  try {
    return checkProfile(org, schema, profile, 'newUser', current);
  } catch (error) {
    throw new UpstreamError(
      'access_denied',
      'The identity provider’s profile does not match the org’s user profile.',
      { cause: error },
    );
  }
}
