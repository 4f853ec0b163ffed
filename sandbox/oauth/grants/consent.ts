import { missingConsents } from '../granting.ts';
import { OAuthError } from '../okta-errors.ts';
import type { ClientRequest } from './grant.ts';

/**
 * Without a page, users cannot be asked for consent.
 * @param way what Okta calls the grant in this text
 * @throws OAuthError when a scope needs it and has not got it
 */
export function refuseUnconsented(
  { org, server, oauth }: ClientRequest,
  userId: string,
  scopes: readonly string[],
  way: string,
): void {
  const missing = missingConsents(org, server, { clientId: oauth.clientId, userId, scopes });
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new OAuthError(
    'consent_required',
    `The following scopes require user consent: [${names}]. To access protected scopes using ${way}, please uncheck 'Require consent' in the app settings or set the 'consent_method' to 'TRUSTED' through the apps API.`,
  );
}
