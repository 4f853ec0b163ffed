/**
 * oidc-provider alone, in memory, with JWT access tokens: the reference for the org's token endpoint. Runs as a
 * separate process; a person is signed in at the first request and stays so.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { generateKeyPairSync } from 'node:crypto';
import { client } from './client.ts';

const resource = 'urn:bench:api';
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const server = createServer();
await new Promise<void>((settle) => server.listen(0, 'localhost', settle));
const url = `http://localhost:${(server.address() as AddressInfo).port}`;
const provider: Provider = new Provider(url, {
  jwks: { keys: [{ ...key, use: 'sig', alg: 'RS256' }] },
  clients: [
    {
      client_id: client.id,
      client_secret: client.secret,
      redirect_uris: [client.redirectUri],
      grant_types: ['authorization_code', 'client_credentials'],
      response_types: ['code'],
    },
  ],
  scopes: ['openid', 'products:read'],
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    userinfo: { enabled: true },
    resourceIndicators: {
      enabled: true,
      // A token for userinfo is opaque in oidc-provider; the machine's is a JWT, as the org's are.
      defaultResource: (ctx) => (ctx.oidc.params?.['grant_type'] === 'client_credentials' ? resource : []),
      getResourceServerInfo: () => ({
        audience: resource,
        scope: 'products:read',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  expiresWithSession: () => false, // as at the org
  loadExistingGrant: async (ctx) => {
    const known = await provider.Grant.find(ctx.oidc.session?.grantIdFor(client.id) ?? '');
    if (known) return known;
    const grant = new provider.Grant({
      clientId: client.id,
      accountId: ctx.oidc.account?.accountId ?? '',
    });
    grant.addOIDCScope('openid products:read');
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url?.startsWith('/interaction/') === true)
    void provider.interactionFinished(request, response, { login: { accountId: 'ada' } });
  else void answer(request, response);
});
process.send?.(url);
