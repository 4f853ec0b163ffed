import type { Factor } from '../../org/factors/factors.ts';
import { setUpCode } from '../../org/factors/qr-code.ts';
import type { Org } from '../../org/org.ts';
import { registrationOptions } from '../../sign-in/passkeys.ts';
import { link } from '../kernel/links.ts';

/** After how many seconds a poll for the set-up of Okta Verify reports TIMEOUT; the code itself still works. */
const pushSetUpSeconds = 600;

const selfOf = (org: Org, { userId, id }: Factor): string =>
  `${org.url}/api/v1/users/${userId}/factors/${id}`;

/** A factor on the wire; what its owner needs to set it up comes along while it is pending. */
export function presentFactor(org: Org, factor: Factor): Record<string, unknown> {
  const self = selfOf(org, factor);
  const pending = factor.status === 'PENDING_ACTIVATION';
  const { id, factorType, provider, status, created, lastUpdated, profile } = factor;
  const activation = pending && activationOf(org, factor);
  return {
    id,
    factorType,
    provider,
    vendorName: provider,
    status,
    created,
    lastUpdated,
    profile,
    _links: {
      self: link(self, 'GET', 'DELETE'),
      ...(!pending && { verify: link(`${self}/verify`, 'POST') }),
      ...(pending && factorType === 'push' && { poll: pollLink(org, factor) }),
      ...(pending && factorType !== 'push' && { activate: activateLink(org, factor) }),
      user: link(`${org.url}/api/v1/users/${factor.userId}`, 'GET'),
    },
    ...(activation && { _embedded: { activation } }),
  };
}

const activateLink = (org: Org, factor: Factor) => link(`${selfOf(org, factor)}/lifecycle/activate`, 'POST');
const pollLink = (org: Org, factor: Factor) => link(`${selfOf(org, factor)}/lifecycle/activate/poll`, 'POST');

function activationOf(org: Org, factor: Factor): object | undefined {
  if (factor.factorType === 'push') return pushActivation(org, factor);
  if (factor.factorType === 'webauthn')
    return registrationOptions(org, org.users.require(factor.userId), factor.secret);
  if (factor.factorType !== 'token:software:totp') return undefined;
  return {
    timeStep: 30,
    sharedSecret: factor.secret,
    encoding: 'base32',
    keyLength: 16,
    factorResult: 'WAITING',
    _links: { qrcode: codeOf(org, factor) },
  };
}

function pushActivation(org: Org, factor: Factor): Record<string, unknown> {
  const expires = Date.parse(factor.lastUpdated) + pushSetUpSeconds * 1000;
  const isOver = org.clock() >= expires;
  return {
    expiresAt: new Date(expires).toISOString(),
    factorResult: isOver ? 'TIMEOUT' : 'WAITING',
    _links: isOver ? { activate: activateLink(org, factor) } : { qrcode: codeOf(org, factor) },
  };
}

const codeOf = (org: Org, factor: Factor): object =>
  setUpCode(org.url, org.users.require(factor.userId).profile.login, factor);

/** How the set-up of Okta Verify stands: the phone has read the code, has not yet, or took too long. */
export function presentPushActivation(org: Org, factor: Factor): Record<string, unknown> {
  if (factor.status === 'ACTIVE') return presentFactor(org, factor);
  const { _links, ...activation } = pushActivation(org, factor);
  const poll = activation.factorResult === 'WAITING' && { poll: pollLink(org, factor) };
  return { ...activation, _links: { ...(_links as object), ...poll } };
}
