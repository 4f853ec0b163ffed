import { createHash } from 'node:crypto';
import { invalid, notFound, OktaError } from '../../org/kernel/errors.ts';
import type { ImportedHash, Profile, Schema, User, UserStatus } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { passwordProblem, type Subject } from '../../org/people/password-policy.ts';
import { hashSecret } from '../../org/people/passwords.ts';
import { sendRecoveryMail } from '../../org/people/recovery.ts';
import { isOwnWrite, ownChanges } from './own-profile.ts';
import { checkProfile, parseUser, type UserInput } from './user-input.ts';
import { logEvent, userTarget } from '../log/log-event.ts';
import { presentUser } from './present-user.ts';
import { type Answer, type ApiRequest, noContent, ok, type Route } from '../kernel/route.ts';
import { listUsers } from './user-search.ts';

const path = '/api/v1/users';
const one = `${path}/:userId`;
const read = 'okta.users.read';
const manage = 'okta.users.manage';
const selfScope = { selfScope: 'okta.users.manage.self' };

/** People. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export const userRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listUsers', scope: read, handle: listUsers },
  { method: 'POST', path, name: 'createUser', scope: manage, handleAsync: createUser },
  {
    method: 'GET',
    path: one,
    name: 'getUser',
    scope: read,
    selfScope: 'okta.users.read.self',
    handle: getUser,
  },
  { method: 'POST', path: one, name: 'updateUser', scope: manage, ...selfScope, handleAsync: updateUser },
  { method: 'PUT', path: one, name: 'replaceUser', scope: manage, ...selfScope, handleAsync: replaceUser },
  { method: 'DELETE', path: one, name: 'deleteUser', scope: manage, handle: deleteUser },
];

/**
 * The person that the path names: by id, login, short name, or `me`.
 * @throws OktaError 404
 */
export function requireUser(org: Org, request: ApiRequest): User {
  const name = request.param('userId');
  if (name !== 'me') return org.users.require(name);
  const { user } = request.principal;
  if (!user) throw notFound('me', 'User');
  return org.users.require(user.id);
}

function getUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  return ok(presentUser(org, user), { ETag: etagOf(user) });
}

async function createUser(org: Org, request: ApiRequest): Promise<Answer> {
  const input = parseUser(request.body, 'newUser');
  const type = org.userTypes.require(input.type?.id ?? 'default');
  const secrets = await secretsOf(org, input, { profile: input.profile ?? {} });
  const groups = (input.groupIds ?? []).map((id) => org.groups.require(id));
  return org.transaction(() => {
    const profile = checkProfile(org, schemaOf(org, type.id), input.profile ?? {}, 'newUser');
    const user = org.users.create({
      profile,
      typeId: type.id,
      realmId: input.realmId ?? org.settings.defaultRealmId,
      status: statusOfNew(request, input),
      ...secrets,
      ...providerOf(input),
    });
    for (const group of groups) org.groups.addMember(group, user.id);
    logEvent(org, request, 'user.lifecycle.create', [userTarget(user)]);
    if (user.status !== 'STAGED') logEvent(org, request, 'user.lifecycle.activate', [userTarget(user)]);
    org.groupRules.apply(user.id);
    if (user.status === 'PROVISIONED') sendRecoveryMail(org, user, 'activation');
    return ok(presentUser(org, org.users.require(user.id)));
  });
}

/** Where Okta starts a person, by `activate`, `nextLogin` and whether there are credentials to sign in with. */
function statusOfNew(request: ApiRequest, input: UserInput): UserStatus {
  if (request.query.get('activate') === 'false') return 'STAGED';
  const { password, provider } = input.credentials ?? {};
  const elsewhere = provider !== undefined && provider.type !== 'OKTA' && provider.type !== 'IMPORT';
  if (elsewhere || password?.hash || password?.hook) return 'ACTIVE';
  if (password?.value === undefined) return 'PROVISIONED';
  return request.query.get('nextLogin') === 'changePassword' ? 'PASSWORD_EXPIRED' : 'ACTIVE';
}

const schemaOf = (org: Org, typeId: string): Schema => {
  const schema = org.schemas.user(typeId);
  if (!schema) throw new Error(`The user type ${typeId} has no schema: the state is incomplete.`);
  return schema;
};

interface Secrets {
  readonly passwordHash?: string;
  readonly importedPassword?: ImportedHash;
  readonly importsPassword?: true;
  readonly recoveryQuestion?: NonNullable<User['recoveryQuestion']>;
}

/** Computes hashes before the transaction, because that takes time. */
async function secretsOf(org: Org, { credentials }: UserInput, subject: Subject): Promise<Secrets> {
  const { password, recovery_question: question } = credentials ?? {};
  if (password?.value !== undefined) {
    const problem = await passwordProblem(org, password.value, subject);
    if (problem !== undefined) throw invalid('password', [`password: ${problem}`]);
  }
  return {
    ...(password?.value !== undefined && { passwordHash: await hashSecret(password.value) }),
    ...(password?.hash && { importedPassword: password.hash }),
    ...(password?.hook && { importsPassword: true as const }),
    ...(question && {
      recoveryQuestion: {
        question: question.question,
        answerHash: await hashSecret(question.answer.toLowerCase()),
      },
    }),
  };
}

function providerOf({ credentials }: UserInput): { provider: User['provider'] } | Record<string, never> {
  const { hash, hook } = credentials?.password ?? {};
  if (hash || hook) return { provider: { type: 'IMPORT', name: 'IMPORT' } };
  const { provider } = credentials ?? {};
  return provider ? { provider: { type: provider.type, name: provider.name ?? provider.type } } : {};
}

/** The state of a person as an entity tag (RFC 9110 8.8.3): it changes with everything that is kept of them. */
const etagOf = (user: User): string =>
  `"${createHash('sha256').update(JSON.stringify(user)).digest('base64url').slice(0, 22)}"`;

/**
 * `If-Match` makes a change conditional on the state that the caller has seen.
 * @throws OktaError 412 when the person has changed since (RFC 9110 13.1.1)
 */
function refuseStale(request: ApiRequest, user: User): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*') return;
  if (wanted.split(',').some((tag) => tag.trim() === etagOf(user))) return;
  // Deviation: a failed `If-Match` returns 412 with E0000001; Okta documents no code for it.
  throw new OktaError(412, 'E0000001', 'Api validation failed: If-Match', [
    'If-Match: The value is not the ETag of the current state.',
  ]);
}

/** POST changes what it names; null takes an attribute away. */
async function updateUser(org: Org, request: ApiRequest): Promise<Answer> {
  const user = requireUser(org, request);
  const input = parseUser(request.body, 'user');
  return await changeUser(org, request, user, input, { ...user.profile, ...input.profile });
}

/** PUT replaces: attributes that it does not name are gone. Without a profile, the profile stays. */
async function replaceUser(org: Org, request: ApiRequest): Promise<Answer> {
  const user = requireUser(org, request);
  const input = parseUser(request.body, 'user');
  return await changeUser(org, request, user, input, input.profile ?? user.profile);
}

async function changeUser(
  org: Org,
  request: ApiRequest,
  before: User,
  input: UserInput,
  wanted: Profile,
): Promise<Answer> {
  // An administrator need not mind the policy's history and age, unless asked to.
  const strict = request.query.get('strict') === 'true';
  const subject = { profile: wanted, user: before, history: strict, minAge: strict };
  const secrets = await secretsOf(org, input, subject);
  return org.transaction(() => {
    const user = org.users.require(before.id);
    refuseStale(request, user);
    if (user.status === 'DEPROVISIONED') {
      throw invalid('user', ['Cannot update a deprovisioned user.']);
    }
    const type = org.userTypes.require(input.type?.id ?? user.typeId);
    const schema = schemaOf(org, type.id);
    const allowed = isOwnWrite(request, user) ? ownChanges(schema, user.profile, wanted) : wanted;
    const profile = checkProfile(org, schema, allowed, 'user', user);
    let changed = org.users.update(user, { profile, typeId: type.id });
    if (secrets.passwordHash !== undefined) {
      changed = org.users.setPassword(changed, secrets.passwordHash);
      logEvent(org, request, 'user.account.update_password', [userTarget(changed)]);
    }
    const { importedPassword, importsPassword } = secrets;
    if (importedPassword || importsPassword) {
      const { passwordHash: _, importedPassword: __, importsPassword: ___, ...rest } = changed;
      changed = org.users.update(rest, {
        ...(importedPassword && { importedPassword }),
        ...(importsPassword && { importsPassword }),
        passwordChanged: org.now(),
        ...providerOf(input),
      });
    }
    if (secrets.recoveryQuestion) {
      changed = org.users.update(changed, { recoveryQuestion: secrets.recoveryQuestion });
    }
    logEvent(org, request, 'user.account.update_profile', [userTarget(changed)]);
    org.groupRules.apply(changed.id);
    return ok(presentUser(org, changed));
  });
}

/** The first DELETE deactivates, the second one deletes. */
function deleteUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (user.status !== 'DEPROVISIONED') {
    const gone = org.users.deactivate(user);
    logEvent(org, request, 'user.lifecycle.deactivate', [userTarget(gone)]);
    return noContent();
  }
  org.users.delete(user);
  logEvent(org, request, 'user.lifecycle.delete.initiated', [userTarget(user)]);
  logEvent(org, request, 'user.lifecycle.delete.completed', [userTarget(user)]);
  return noContent();
}
