import type { App } from '../../../org/apps/model.ts';
import type { Org } from '../../../org/org.ts';
import { interclientAudience, interclientLifetime, signInterclientToken } from '../../interclient-token.ts';
import { logInterclientToken } from '../../log.ts';
import { OAuthError } from '../../okta-errors.ts';
import { type ClientRequest, type PlainAnswer, requireParameters } from '../grant.ts';
import {
  invalidActor,
  invalidActorType,
  invalidAudience,
  invalidPair,
  invalidRequestedType,
  invalidSubject,
  subjectExpired,
  tokenType,
  verified,
} from './subject.ts';

const denied = (description: string): OAuthError => new OAuthError('access_denied', description, 403);

/**
 * Native to Web SSO: an app exchanges its tokens for one that signs the user in to another app, which trusts it, in a browser.
 * @see https://developer.okta.com/docs/guides/native-to-web-sso/main/
 */
export async function issueInterclientToken(request: ClientRequest): Promise<PlainAnswer> {
  const { org, server, app, oauth, artifacts, form } = request;
  requireParameters(form, 'actor_token', 'actor_token_type');
  if (server.id !== 'org') throw invalidRequestedType();
  if (form.get('actor_token_type') !== tokenType.accessToken) throw invalidActorType();
  if (form.get('subject_token_type') !== tokenType.idToken) throw invalidPair(tokenType.accessToken);
  const audience = form.get('audience') ?? '';
  const target = targetOf(org, audience);
  if (target === undefined) throw invalidAudience();
  const hasSignIn = target.oauth?.applicationType !== 'service' && target.oauth !== undefined;
  if (!hasSignIn && target.signOnMode !== 'SAML_2_0')
    throw denied("Only SAML and OIDC apps support the use of the 'interclient_token'.");
  if (org.interclient.between(target.id, app.id) === undefined)
    throw denied('No trust relationship exists between the client app and the target app.');
  const subject = await verified(org, server, form.get('subject_token') ?? '');
  if (subject.jti?.startsWith('ID.') !== true) throw invalidSubject();
  if (subject.aud !== oauth.clientId)
    throw denied(
      'The requesting client app retrieved from session is different from the audience of the id_token.',
    );
  const actor = await verified(org, server, form.get('actor_token') ?? '').catch(() => {
    throw invalidActor();
  });
  // A token that was revoked is no longer remembered.
  const kept = artifacts.accessToken(actor.jti);
  if (kept?.clientId !== oauth.clientId || actor['uid'] !== subject.sub) throw invalidActor();
  if (kept.scope?.split(' ').includes('interclient_access') !== true)
    throw new OAuthError(
      'invalid_grant',
      "The 'actor_token' must have the 'interclient_access' scope to request a 'interclient_token'.",
    );
  // The ID token belongs to a session, and is no longer accepted after that has ended.
  const session = org.sessions.touch(String(subject['sid']));
  if (session?.isOfApps !== true) throw subjectExpired();
  const user = org.users.get(subject.sub ?? '');
  if (user?.status !== 'ACTIVE') throw invalidSubject();
  if (org.apps.assignmentOf(target.id, user.id) === undefined)
    throw new OAuthError(
      'invalid_target',
      'The resource app is not completely configured or user is not assigned to the app.',
    );
  const { amr } = subject as { readonly amr?: readonly string[] };
  const token = await signInterclientToken(org, { target, audience, userId: user.id, amr: amr ?? [] });
  org.transaction(() => {
    logInterclientToken(request, user, target, audience);
  });
  return {
    answer: {
      token_type: 'N_A',
      expires_in: interclientLifetime,
      access_token: token,
      issued_token_type: tokenType.interclient,
    },
  };
}

/** The app that an audience names. */
const targetOf = (org: Org, audience: string): App | undefined => {
  const id = audience.startsWith(interclientAudience) ? audience.slice(interclientAudience.length) : '';
  const target = org.apps.byClientId(id) ?? org.apps.get(id);
  return target?.status === 'ACTIVE' ? target : undefined;
};
