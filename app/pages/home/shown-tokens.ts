import { inspectToken } from '../../auth/inspect-token.ts';
import type { TokenSet } from '../../store/tokens.ts';
import type { Uses } from '../services.ts';
import { describeClaims } from './claims.ts';

/** What the token viewer shows of an ID token and an access token. @param clientId the client they were issued to */
export async function shownTokens(
  { idToken, accessToken }: Pick<TokenSet, 'idToken' | 'accessToken'>,
  clientId: string,
  { config: { okta }, keys, now }: Uses<'config' | 'keys' | 'now'>,
): Promise<unknown[]> {
  const show = async (kind: 'id' | 'access', raw: string, audience: string) => {
    const token = await inspectToken(raw, { issuer: okta.issuer, audience }, keys, now());
    return token && { kind, ...token, rows: describeClaims(token, kind) };
  };
  const shown = [await show('id', idToken, clientId), await show('access', accessToken, okta.audience)];
  return shown.filter((token) => token !== undefined);
}
