import type { ServerView } from '../authorization-server.ts';
import { ciba } from './ciba.ts';
import { deviceCode } from './device.ts';
import { tokenExchange } from './exchange/index.ts';
import { askedScopes, type Grant } from './grant.ts';
import { jwtBearer } from './jwt-bearer.ts';
import { oneTimePasswords } from './one-time-passwords.ts';
import { outOfBand } from './out-of-band.ts';
import { password } from './password.ts';
import { saml2Bearer } from './saml2-bearer.ts';

/**
 * Every grant type of the token endpoint, in Okta's order. A grant listed here works, appears in discovery unless it is unlisted,
 * and can be allowed in apps and access policy rules; any other is refused.
 */
export const grants: readonly Grant[] = [
  { name: 'authorization_code', needs: ['code', 'redirect_uri'] },
  { name: 'refresh_token', needs: ['refresh_token'] },
  password,
  {
    name: 'client_credentials',
    needs: [],
    // At the org server a service app gets tokens for Okta's APIs; Okta's OpenID Connect metadata does not say so.
    unlisted: 'org',
    prove: async ({ form }) => ({ scopes: askedScopes(form), amr: [] }),
  },
  { name: 'interaction_code', needs: ['interaction_code'], unlisted: 'everywhere' },
  deviceCode,
  ciba,
  ...oneTimePasswords,
  ...outOfBand,
  tokenExchange,
  jwtBearer,
  saml2Bearer,
];

/**
 * The grants in discovery, including the implicit grant, which does not use the token endpoint.
 * @param forApis for the OAuth 2.0 metadata
 */
export const listedGrants = ({ id }: ServerView, forApis = false): string[] => {
  const [code = '', ...others] = grants
    .filter(({ unlisted }) => unlisted !== 'everywhere' && !(unlisted === 'org' && id === 'org' && !forApis))
    .map(({ name }) => name);
  return [code, 'implicit', ...others];
};
