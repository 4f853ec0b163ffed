import { allowedScopes } from '../../checks/requested-scopes.ts';
import { deviceSecretOf, isOfDevice, joinDevice } from '../../device-secret.ts';
import { OAuthError } from '../../okta-errors.ts';
import { letIn } from '../assurance.ts';
import { refuseUnconsented } from '../consent.ts';
import type { ClientRequest, Proven } from '../grant.ts';
import {
  invalidActor,
  invalidActorType,
  invalidAudience,
  invalidSubject,
  tokenType,
  verified,
} from './subject.ts';

/**
 * A second app on the same device signs in with what the first one got: an ID token and the device's secret.
 * @see https://developer.okta.com/docs/guides/configure-native-sso/main/
 */
export async function nativeSso(request: ClientRequest): Promise<Proven> {
  const { org, server, app, oauth, artifacts, form, ctx } = request;
  if (form.get('actor_token_type') !== tokenType.deviceSecret) throw invalidActorType();
  if (oauth.applicationType === 'service')
    throw new OAuthError('invalid_request', 'A service client may not use the native sso flow.');
  const audience = form.get('audience');
  if (audience !== server.audience && audience !== server.issuer) throw invalidAudience();
  const scopes = allowedScopes(org, server, app.id, form.get('scope') ?? undefined);
  const secret = form.get('actor_token') ?? '';
  const device = deviceSecretOf(artifacts, secret);
  if (device === undefined) throw invalidActor();
  const claims = await verified(org, server, form.get('subject_token') ?? '');
  const user = org.users.get(claims.sub ?? '');
  if (user === undefined || device.userId !== user.id) throw invalidSubject();
  if (!isOfDevice(claims, secret)) throw invalidActor();
  if (org.sessions.get(device.sessionUid ?? '') === undefined)
    throw new OAuthError(
      'invalid_grant',
      "The 'subject_token' either expired or the session associated with it was terminated.",
    );
  refuseUnconsented(request, user.id, scopes, 'the token_exchange grant type');
  const refusal = new OAuthError('invalid_grant', "The client's assurance requirements are not met.");
  const { amr, sessionUid, authTime } = device;
  const proven = letIn(request, user, amr, scopes, refusal, false);
  // The second app is of the same device: its tokens speak of the same secret.
  ctx.state.deviceSecret = secret;
  joinDevice(artifacts, org.clock, secret, oauth.clientId);
  return { ...proven, sessionUid, authTime, more: { issued_token_type: tokenType.accessToken } };
}
