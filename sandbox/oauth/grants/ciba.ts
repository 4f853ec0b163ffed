import type { User } from '../../org/kernel/model.ts';
import { usableFactors } from '../../sign-in/enrollments.ts';
import { allowedScopes } from '../checks/requested-scopes.ts';
import { readRequestObject } from '../checks/request-object.ts';
import { requireAccessRule } from '../granting.ts';
import { verifyOwn } from '../keys.ts';
import { OAuthError } from '../okta-errors.ts';
import type { ClientRequest, Grant } from './grant.ts';
import { denied } from './pending.ts';

const longest = 300;
const interval = 5;
const name = 'urn:openid:params:grant-type:ciba';
const expired = [
  'expired_token',
  "The 'auth_req_id' is invalid or has expired. Make a new authentication request.",
] as const;

/**
 * Client-initiated backchannel authentication in poll mode: the person approves on their own phone what an app, or
 * someone at a counter, begins.
 * @see https://developer.okta.com/docs/guides/configure-ciba/main/
 */
export const ciba: Grant = {
  name,
  needs: ['auth_req_id'],
  prove: async ({ org, pending, form, oauth, server }) => {
    const waiting = pending.poll(
      {
        ...{ kind: 'ciba', id: form.get('auth_req_id') ?? '' },
        ...{ clientId: oauth.clientId, issuer: server.issuer },
      },
      { unknown: expired, expired, slowDown: 'Slow down the polling frequency. Try again later.' },
    );
    const sent = org.challenges.get(waiting.challengeId ?? '');
    switch (sent ? org.challenges.resultOf(sent) : 'TIMEOUT') {
      case 'WAITING':
        throw new OAuthError(
          'authorization_pending',
          "The authorization request is still pending as the user hasn't yet been authenticated.",
        );
      case 'REJECTED':
        throw denied();
      case 'TIMEOUT':
        throw new OAuthError(...expired);
      case 'SUCCESS':
    }
    pending.end(waiting);
    if (org.users.get(waiting.userId ?? '')?.status !== 'ACTIVE') throw new OAuthError(...expired);
    const authTime = Math.floor(org.clock() / 1000);
    return { userId: waiting.userId ?? '', scopes: waiting.scopes, amr: ['swk'], authTime };
  },
};

const invalidRequest = (description: string): OAuthError => new OAuthError('invalid_request', description);
const invalidClient = (description: string): OAuthError => new OAuthError('invalid_client', description, 401);

// Deviation: users approve requests in Okta Verify on the phone page; Okta requires a custom authenticator.
/** `/bc/authorize`: asks the person on their phone. */
export async function authorizeBackchannel(request: ClientRequest): Promise<Record<string, unknown>> {
  const { org, server, app, oauth, pending } = request;
  if (!oauth.grantTypes.includes(name))
    throw invalidClient(`The client doesn't have the '${name}' grant type configured.`);
  if (oauth.applicationType !== 'web')
    throw new OAuthError(
      'access_denied',
      'The Client-Initiated Backchannel Authentication flow currently only supports web applications.',
    );
  const form = await signedForm(request);
  const scopes = scopesOf({ ...request, form });
  const lifetime = lifetimeOf(form);
  const user = await personOf({ ...request, form });
  requireAccessRule(org, server, { clientId: oauth.clientId, userId: user.id, grantType: name, scopes });
  const factor = usableFactors(org, user).find(({ factorType }) => factorType === 'push');
  if (factor === undefined)
    throw new OAuthError(
      'access_denied',
      'Failed to initiate the MFA challenge for the Client-Initiated Backchannel Authentication flow.',
    );
  const bindingMessage = form.get('binding_message') ?? undefined;
  const sent = org.transaction(() =>
    org.challenges.push(factor, {
      ...{ signInTo: app.label, numberChallenge: false, bindingMessage },
      lifetimeSeconds: lifetime,
    }),
  );
  const { id } = pending.begin({
    ...{ kind: 'ciba', clientId: oauth.clientId, issuer: server.issuer, serverId: server.id },
    ...{ scopes, userId: user.id, challengeId: sent.id, interval, lifetime },
  });
  return { auth_req_id: id, expires_in: lifetime, interval };
}

/** The parameters, from the signed request if there is one (OpenID Connect CIBA, section 7.1.1). */
async function signedForm(request: ClientRequest): Promise<URLSearchParams> {
  const { form, app } = request;
  const object = form.get('request');
  if (object === null) return form;
  const { backchannel_authentication_request_signing_alg: alg } = app.rest.oauthClient ?? {};
  if (typeof alg !== 'string')
    throw invalidClient(
      "The client doesn't have a RequestObjectSigningAlgorithm configured for signing authentication requests for the Client-Initiated Backchannel Authentication flow.",
    );
  return new URLSearchParams(await readRequestObject(request, object, alg));
}

function scopesOf({ org, server, app, form }: ClientRequest): string[] {
  const asked = form.get('scope') ?? '';
  if (asked === '') throw new OAuthError('invalid_scope', 'No scopes were requested.');
  const scopes = allowedScopes(org, server, app.id, asked);
  if (!scopes.includes('openid'))
    throw new OAuthError(
      'invalid_scope',
      "The Client-Initiated Backchannel Authentication Flow must contain 'openid' scope.",
    );
  return scopes;
}

function lifetimeOf(form: URLSearchParams): number {
  const asked = form.get('request_expiry') ?? form.get('requested_expiry');
  if (asked === null) return longest;
  const seconds = Number(asked);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= longest) return seconds;
  throw invalidRequest(
    "Invalid value for 'requested_expiry' parameter. It should be within range 0 - 2^31-1.",
  );
}

async function personOf(request: ClientRequest): Promise<User> {
  const { org, app, form } = request;
  const login = form.get('login_hint');
  const idToken = form.get('id_token_hint');
  if ((login === null) === (idToken === null))
    throw invalidRequest(
      "The Client-Initiated Backchannel Authentication Flow must contain only one of 'id_token_hint' or 'login_hint'.",
    );
  const user = login === null ? await personOfIdToken(request, idToken ?? '') : org.users.byLogin(login);
  if (user?.status !== 'ACTIVE' || org.apps.assignmentOf(app.id, user.id) === undefined)
    throw invalidRequest('The hint provided in the request did not match a user assigned to the client app.');
  return user;
}

async function personOfIdToken(
  { org, server, oauth }: ClientRequest,
  idToken: string,
): Promise<User | undefined> {
  // An expired ID token still identifies the user.
  const { sub, aud } = await verifyOwn(org, server, idToken, { currentDate: new Date(0) }).catch(() => {
    throw invalidRequest('The id_token_hint signature is invalid.');
  });
  if (aud !== oauth.clientId) throw invalidRequest('The audience of the id_token_hint is invalid.');
  return org.users.get(sub ?? '');
}
