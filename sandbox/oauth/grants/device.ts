import { OAuthError } from '../okta-errors.ts';
import { signInScopes } from '../checks/requested-scopes.ts';
import { type ClientRequest, type Grant, requireGrant } from './grant.ts';

const lifetime = 600;
const interval = 5;
const invalidCode = ['invalid_grant', 'The device code is invalid or has expired.'] as const;

/**
 * Sign-in on a device without keyboard or browser (RFC 8628): another device approves.
 * @see https://developer.okta.com/docs/guides/device-authorization-grant/main/
 */
export const deviceCode: Grant = {
  name: 'urn:ietf:params:oauth:grant-type:device_code',
  needs: ['device_code'],
  prove: async ({ org, pending, form, oauth, server }) => {
    const asked = { id: form.get('device_code') ?? '', clientId: oauth.clientId, issuer: server.issuer };
    const waiting = pending.poll(
      { kind: 'device', ...asked },
      {
        unknown: invalidCode,
        expired: ['expired_token', 'The device code has expired.'],
        slowDown: 'Slow down the polling frequency. Please try again later.',
      },
    );
    const { approval, refusal } = waiting;
    if (refusal) throw new OAuthError(refusal.error, refusal.description);
    if (approval === undefined)
      throw new OAuthError(
        'authorization_pending',
        'The device authorization is pending. Please try again later.',
      );
    pending.end(waiting);
    // The user who approved may have been deactivated since.
    if (org.users.get(approval.userId)?.status !== 'ACTIVE') throw new OAuthError(...invalidCode);
    return { ...approval, scopes: waiting.scopes };
  },
};

/** `/device/authorize`: the codes, for the device and for the person. */
export function authorizeDevice(request: ClientRequest): Record<string, unknown> {
  const { org, server, app, oauth, form, pending } = request;
  requireGrant(request, deviceCode.name);
  const asked = form.get('scope') ?? '';
  if (asked === '') throw new OAuthError('invalid_scope', 'No scopes were requested.');
  const scopes = signInScopes(org, server, app.id, asked);
  const { id, userCode = '' } = pending.begin({
    ...{ kind: 'device', clientId: oauth.clientId, issuer: server.issuer, serverId: server.id },
    ...{ scopes, interval, lifetime },
  });
  const address = `${org.url}/activate`;
  return {
    user_code: userCode,
    device_code: id,
    interval,
    verification_uri_complete: `${address}?user_code=${userCode}`,
    verification_uri: address,
    expires_in: lifetime,
  };
}
