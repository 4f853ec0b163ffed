import { UnreachableError } from '../outgoing/http.ts';
import { oktaForShop } from '../okta/client.ts';
import { hasConsent } from '../okta/consents.ts';
import { OktaRefused } from '../okta/errors.ts';
import type { Services } from '../site/services.ts';
import { Problem } from './problem.ts';

/** The person, the client they allowed something, and what. */
interface Allowed {
  userId: string;
  clientId: string;
  scope: string;
}

export interface ConsentCheck {
  /**
   * Lets through what the person still allows.
   * @throws Problem 401 invalid_token when the consent was taken back (RFC 6750 counts a revoked token as invalid),
   *   503 when Okta cannot be asked
   */
  require(allowed: Allowed): Promise<void>;
}

/**
 * A signature says what was allowed when the token was issued; only Okta knows whether the person has taken it back. Asked
 * at every call, since a person who revokes expects it at once. Without credentials for the Management API the token's
 * word stands. See docs/decisions/0016-consent-asked-of-okta.md.
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
          `There is no consent of this person to ${scope} for this client: ask again at the authorization endpoint`,
          { challenge: { error: 'invalid_token', scope } },
        );
    },
  };
}

function cannotTell(error: unknown): never {
  if (!(error instanceof UnreachableError) && !(error instanceof OktaRefused)) throw error;
  throw new Problem(503, 'Cannot check the consent', `Okta could not be asked: ${error.message}`);
}
