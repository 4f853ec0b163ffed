import type { Factor } from '../../org/factors/factors.ts';
import type { Org } from '../../org/org.ts';
import { link } from '../kernel/links.ts';

/** A factor on the wire; what its owner needs to set it up comes along while it is pending. */
export function presentFactor(org: Org, factor: Factor): Record<string, unknown> {
  const self = `${org.url}/api/v1/users/${factor.userId}/factors/${factor.id}`;
  const pending = factor.status === 'PENDING_ACTIVATION';
  return {
    id: factor.id,
    factorType: factor.factorType,
    provider: factor.provider,
    vendorName: factor.provider,
    status: factor.status,
    created: factor.created,
    lastUpdated: factor.lastUpdated,
    profile: factor.profile,
    _links: {
      self: link(self, 'GET', 'DELETE'),
      ...(pending
        ? { activate: link(`${self}/lifecycle/activate`, 'POST') }
        : { verify: link(`${self}/verify`, 'POST') }),
      user: link(`${org.url}/api/v1/users/${factor.userId}`, 'GET'),
    },
    ...(pending &&
      factor.factorType === 'token:software:totp' && {
        _embedded: {
          activation: {
            timeStep: 30,
            sharedSecret: factor.secret,
            encoding: 'base32',
            keyLength: 16,
            factorResult: 'WAITING',
          },
        },
      }),
  };
}
