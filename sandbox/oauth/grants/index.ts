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
 * Every grant type of the token endpoint, in the order in which Okta lists them. What is here works, is told by
 * discovery unless it is unlisted, and may be allowed to an app and by a rule of an access policy; what is not here is refused.
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
 * What discovery says: with the implicit grant, which has no request to the token endpoint.
 * @param forApis in the metadata of OAuth 2.0
 */
export const listedGrants = ({ id }: ServerView, forApis = false): string[] => {
  const [code = '', ...others] = grants
    .filter(({ unlisted }) => unlisted !== 'everywhere' && !(unlisted === 'org' && id === 'org' && !forApis))
    .map(({ name }) => name);
  return [code, 'implicit', ...others];
};
