import { UnreachableError } from '../outgoing/http.ts';
import { oktaForShop } from '../okta/client.ts';
import { hasConsent } from '../okta/consents.ts';
import { OktaRefused } from '../okta/errors.ts';
import type { Services } from '../site/services.ts';
import { Problem } from './problem.ts';

/** A user, a client, and what the user allows the client. */
interface Allowed {
  userId: string;
  clientId: string;
  scope: string;
}

export interface ConsentCheck {
  /**
   * Lets requests through that the user still allows.
   * @throws Problem 401 invalid_token if the consent was revoked (by RFC 6750, a revoked token is invalid), 503
   * if Okta is not available
   */
  require(allowed: Allowed): Promise<void>;
}

/**
 * A signature says what was allowed when the token was issued; only Okta knows whether the user has revoked it.
 * Checked on every call, since users expect revoking to take effect immediately. Without credentials for the
 * Management API, the token alone decides. See docs/decisions/0016-consent-asked-of-okta.md.
 */
export function createConsentCheck(services: Pick<Services, 'config' | 'outgoing'>): ConsentCheck {
  const { issuer } = services.config.okta;
  return {
    async require({ userId, clientId, scope }) {
      const client = await oktaForShop(services);
      if (!client) return;
      const stands = await hasConsent(client, { userId, clientId, issuer, scope }).catch(cannotTell);
      if (!stands)
        throw new Problem(
          401,
          'Consent withdrawn',
          `This user has not consented to ${scope} for this client: send a new authorization request`,
          { challenge: { error: 'invalid_token', scope } },
        );
    },
  };
}

function cannotTell(error: unknown): never {
  if (!(error instanceof UnreachableError) && !(error instanceof OktaRefused)) throw error;
  throw new Problem(503, 'Cannot check consent', `Okta is not available: ${error.message}`);
}
