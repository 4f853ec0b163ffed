import { signInScopes } from '../../checks/requested-scopes.ts';
import { deviceSecretOf } from '../../device-secret.ts';
import { OAuthError } from '../../okta-errors.ts';
import { letIn } from '../assurance.ts';
import { refuseUnconsented } from '../consent.ts';
import { type ClientRequest, type Proven, requireParameters } from '../grant.ts';
import {
  invalidActor,
  invalidActorType,
  invalidAudience,
  invalidSubject,
  subjectExpired,
  tokenType,
  verified,
} from './subject.ts';

/**
 * A second app on the same device signs in with what the first one got: an ID token and the device's secret.
 * @see https://developer.okta.com/docs/guides/configure-native-sso/main/
 */
export async function nativeSso(request: ClientRequest): Promise<Proven> {
  const { org, server, app, oauth, artifacts, form } = request;
  requireParameters(form, 'actor_token', 'actor_token_type');
  if (form.get('actor_token_type') !== tokenType.deviceSecret) throw invalidActorType();
  if (oauth.applicationType === 'service')
    throw new OAuthError('invalid_request', 'A service client may not use the native sso flow.');
  const audience = form.get('audience');
  if (audience !== server.audience && audience !== server.issuer) throw invalidAudience();
  const scopes = signInScopes(org, server, app.id, form.get('scope') ?? undefined);
  const secret = form.get('actor_token') ?? '';
  const device = deviceSecretOf(artifacts, server, secret);
  if (device === undefined) throw invalidActor();
  // An expired ID token still names the session, which must be active.
  const claims = await verified(org, server, form.get('subject_token') ?? '', { currentDate: new Date(0) });
  const user = org.users.get(claims.sub ?? '');
  if (user === undefined || device.userId !== user.id) throw invalidSubject();
  if (claims['sid'] !== device.sessionUid) throw invalidActor();
  if (org.sessions.get(device.sessionUid) === undefined) throw subjectExpired();
  refuseUnconsented(request, user.id, scopes, 'the token_exchange grant type');
  const refusal = new OAuthError('invalid_grant', "The client's assurance requirements are not met.");
  const { amr, sessionUid, authTime } = device;
  const proven = letIn(request, user, amr, scopes, refusal, { isNewSignIn: false });
  return {
    ...{ ...proven, sessionUid, authTime, deviceSecret: secret },
    more: { issued_token_type: tokenType.accessToken },
  };
}
