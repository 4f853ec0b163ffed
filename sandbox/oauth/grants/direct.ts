import { usableFactors } from '../../sign-in/enrollments.ts';
import { callerOf } from '../../sign-in/log.ts';
import type { Factor } from '../../org/factors/factors.ts';
import type { User } from '../../org/kernel/model.ts';
import { OAuthError } from '../okta-errors.ts';
import { notAssigned, requireAccessRule } from '../granting.ts';
import { challengeTypes, secondFactorGrants } from './assurance.ts';
import { askedScopes, type ClientRequest, requireGrant, requireParameters } from './grant.ts';
import type { Pending, PollTexts } from './pending.ts';

/** Okta's answers of direct authentication that more than one of its grants give. */
export const policyDenied = (): OAuthError =>
  new OAuthError(
    'access_denied',
    "User couldn't be signed-in through direct authentication because authentication policy wasn't satisfied.",
    403,
  );

export const expired = (name: string): readonly [string, string, number] => [
  'access_denied',
  `'${name}' has expired. Use a new '${name}' and try again.`,
  403,
];

export const notEnrolled = (): OAuthError =>
  new OAuthError(
    'access_denied',
    'The required authenticator cannot be used. Check if it is required by policy and the user is enrolled in the authenticator and try again.',
    403,
  );

const oob = 'urn:okta:params:oauth:grant-type:oob';
const lifetime = 300;
const interval = 5;

/** @throws OAuthError if `scope` is sent, which only the token endpoint accepts */
function refuseScope({ form }: ClientRequest): void {
  if (form.has('scope'))
    throw new OAuthError(
      'invalid_scope',
      "The 'scope' parameter is unsupported on this endpoint. Try again without this parameter.",
    );
}

/** @throws OAuthError if no factor could satisfy the policy, so that no one is prompted in vain */
function refuseInVain(
  { org, server, app, oauth: { clientId } }: ClientRequest,
  user: User,
  asked: { readonly grantType: string; readonly scopes: readonly string[] },
): void {
  if (user.status !== 'ACTIVE' && user.status !== 'PASSWORD_EXPIRED') throw policyDenied();
  if (org.apps.assignmentOf(app.id, user.id) === undefined) throw notAssigned();
  requireAccessRule(org, server, { clientId, userId: user.id, ...asked });
}

/** @throws OAuthError */
export function personOf({ org, form }: ClientRequest): User {
  const user = org.users.byLogin(form.get('login_hint') ?? '');
  if (user === undefined)
    throw new OAuthError('invalid_grant', "The 'login_hint' does not uniquely identify a user.");
  return user;
}

/** The errors for a code that was issued to another app, or by another server. */
export const originalRequest = (
  clientId: string,
  serverId: string,
): Pick<PollTexts, 'client' | 'server'> => ({
  client: ({ clientId: original }) => [
    'invalid_client',
    `The client_id '${clientId}' does not match the client_id in the original request '${original}'. Use the original client id and try again.`,
    401,
  ],
  server: ({ serverId: original }) => [
    'invalid_request',
    `The authorization server id '${serverId}' in the url_path parameter does not match the authorization server id in the original request '${original}'. Use the original authorization server id and try again.`,
  ],
});

/** The sign-in in progress of an `mfa_token`. @throws OAuthError */
export function signInOf({ org, pending, form, oauth, server }: ClientRequest): Pending {
  const id = form.get('mfa_token') ?? '';
  const own = { kind: 'mfa' as const, id, clientId: oauth.clientId, issuer: server.issuer };
  const texts = { unknown: expired('mfa_token'), expired: expired('mfa_token'), slowDown: '' };
  const found = pending.poll(own, { ...texts, ...originalRequest(own.clientId, server.id) });
  if (org.users.get(found.userId ?? '') === undefined) throw new OAuthError(...expired('mfa_token'));
  const acrValues = form.get('acr_values') ?? found.acrValues;
  if (acrValues !== found.acrValues)
    throw new OAuthError(
      'invalid_request',
      `The acr_values '${acrValues ?? ''}' do not match the acr_values requested in the original request '${found.acrValues ?? ''}'. Use the originally requested acr_values and try again.`,
    );
  const asked = askedScopes(form);
  const isSame = asked.length === 0 || asked.toSorted().join(' ') === found.scopes.toSorted().join(' ');
  if (isSame) return found;
  const told = `The requested scopes '${asked.join(' ')}' do not match the scopes requested in the original request '${found.scopes.join(' ')}'. Use the originally requested scopes and try again.`;
  throw new OAuthError('invalid_scope', told);
}

/** `/primary-authenticate`, and `/oob-authenticate`, which is its older name: asks on the person's phone. */
export function primaryAuthenticate(request: ClientRequest): Record<string, unknown> {
  const { form } = request;
  requireGrant(request, oob);
  const hint = form.get('challenge_hint') ?? oob;
  if (hint !== oob)
    throw new OAuthError(
      'invalid_request',
      `'${hint}' is not supported as a 'challenge_hint'. Try again with another value.`,
    );
  if (!form.get('login_hint'))
    throw new OAuthError('invalid_request', "A 'login_hint' is required for the request.");
  refuseScope(request);
  const channel = channelOf(form);
  const user = personOf(request);
  refuseInVain(request, user, { grantType: oob, scopes: [] });
  return challengeOn(request, user, channel);
}

/** `/challenge`: asks for the second factor of a sign-in in progress. */
export function challenge(request: ClientRequest): Record<string, unknown> {
  const { form, oauth } = request;
  requireParameters(form, 'mfa_token');
  refuseScope(request);
  const signIn = signInOf(request);
  const possible = signIn.grantTypes ?? secondFactorGrants;
  const given = (form.get('challenge_types_supported') ?? possible.join(' ')).split(/[\s,]+/);
  const unknown = given.find((type) => !challengeTypes.includes(type));
  if (unknown !== undefined)
    throw new OAuthError(
      'invalid_request',
      `${unknown} is not supported as a 'challenge_type'. Try again with another value.`,
    );
  const types = given.filter((type) => possible.includes(type) && oauth.grantTypes.includes(type));
  if (types.length === 0) requireGrant(request, given[0] ?? '');
  const user = request.org.users.require(signIn.userId ?? '');
  const mfaOob = types.find((type) => type.endsWith('mfa-oob'));
  const isOob = mfaOob !== undefined && (form.has('channel_hint') || types.length === 1);
  const grantType = isOob ? mfaOob : types.find((type) => type.endsWith('mfa-otp'));
  if (grantType === undefined) throw notEnrolled();
  refuseInVain(request, user, { grantType, scopes: signIn.scopes });
  if (isOob) return { challenge_type: grantType, ...challengeOn(request, user, channelOf(form), signIn.id) };
  factorOf(request, user, 'token:software:totp');
  return { challenge_type: grantType };
}

type Channel = 'push' | 'sms';

// Deviation: there is no `voice` channel.
function channelOf(form: URLSearchParams): Channel {
  requireParameters(form, 'channel_hint');
  const channel = form.get('channel_hint') ?? '';
  if (channel === 'push' || channel === 'sms') return channel;
  throw new OAuthError(
    'invalid_request',
    `'${channel}' is not supported as a 'channel_hint'. Try again with another value.`,
  );
}

function factorOf({ org }: ClientRequest, user: User, type: Factor['factorType']): Factor {
  const found = usableFactors(org, user).find(({ factorType }) => factorType === type);
  if (found === undefined) throw notEnrolled();
  return found;
}

function challengeOn(
  request: ClientRequest,
  user: User,
  channel: Channel,
  mfaToken?: string,
): Record<string, unknown> {
  const { org, oauth, server, app, pending, ctx } = request;
  const factor = factorOf(request, user, channel);
  const sent = org.transaction(() =>
    channel === 'push'
      ? org.challenges.push(factor, { signInTo: app.label, numberChallenge: false })
      : org.challenges.sendCode(factor, { purpose: 'sign-in', asking: callerOf(ctx) }),
  );
  const { id } = pending.begin({
    ...{ kind: 'oob', clientId: oauth.clientId, issuer: server.issuer, serverId: server.id, scopes: [] },
    ...{ userId: user.id, challengeId: sent.id, interval: channel === 'push' ? interval : 0, lifetime },
    ...(mfaToken !== undefined && { mfaToken }),
  });
  return {
    oob_code: id,
    channel,
    binding_method: channel === 'push' ? 'none' : 'prompt',
    expires_in: lifetime,
    ...(channel === 'push' && { interval }),
  };
}
