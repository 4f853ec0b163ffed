/** The grants of every authorization server: neither an app without them nor an access policy without them gets tokens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  clientCredentialsGrant,
  type Configuration,
  discovery,
  refreshTokenGrant,
  ResponseBodyError,
} from 'openid-client';
import {
  type Body,
  type OAuthApp,
  type OAuthOrg,
  onlyFor,
  startOAuthOrg,
} from '../../../helpers/oauth-org.ts';

const denied = [
  'access_denied',
  'Policy evaluation failed for this request, please check the policy configurations.',
];
let org: OAuthOrg;
let ada: Body;
/** Lets everyone do everything, or only sign in on a device. */
let open: string;
let strict: string;
let app: OAuthApp;
let bare: OAuthApp;
beforeAll(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
  const conditions = onlyFor('urn:ietf:params:oauth:grant-type:device_code');
  [open, strict] = [await org.server(), await org.server({}, { conditions })];
  for (const id of [open, strict])
    await org.must('POST', `/api/v1/authorizationServers/${id}/scopes`, { name: 'orders:read' });
  app = await org.app({
    grant_types: ['authorization_code', 'refresh_token', 'implicit', 'client_credentials'],
  });
  bare = await org.app({ grant_types: ['authorization_code'] });
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const clientAt = async ({ clientId, secret }: OAuthApp, server: string): Promise<Configuration> =>
  discovery(new URL(`${org.url}/oauth2/${server}`), clientId, secret, ClientSecretBasic(secret), {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning; loopback only
    execute: [allowInsecureRequests],
  });
const refusalOf = async (answer: Promise<unknown>): Promise<unknown> => {
  const error = await answer.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof ResponseBodyError ? [error.error, error.error_description] : error;
};
const backFrom = async (client: OAuthApp, server: string, parameters: Record<string, string> = {}) => {
  const sessionToken = await org.sessionToken(ada.profile.login);
  const { error, error_description: description } = await org.authorize(client, server, {
    ...{ sessionToken, ...parameters },
  });
  return [error, description];
};

describe('a rule of the access policy has to allow', () => {
  it('an authorization code', async () => {
    expect(await backFrom(app, strict)).toEqual(denied);
    expect(await backFrom(app, open)).toEqual([undefined, undefined]);
  });

  it('the implicit flow', async () => {
    expect(await backFrom(app, strict, { response_type: 'id_token token' })).toEqual(denied);
    expect(await backFrom(app, open, { response_type: 'id_token token' })).toEqual([undefined, undefined]);
  });

  it('client credentials', async () => {
    const asked = { scope: 'orders:read' };
    const { access_token: token } = await clientCredentialsGrant(await clientAt(app, open), asked);
    expect(token).toEqual(expect.any(String));
    expect(await refusalOf(clientCredentialsGrant(await clientAt(app, strict), asked))).toEqual(denied);
  });

  it('what a refresh token was issued for, still', async () => {
    const server = await org.server();
    const { refresh_token: token } = (
      await org.signIn(app, server, ada.profile.login, 'openid offline_access')
    ).body;
    const client = await clientAt(app, server);
    const next = (await refreshTokenGrant(client, token)).refresh_token ?? token;
    const policies = `/api/v1/authorizationServers/${server}/policies`;
    const [policy] = await org.must<Body[]>('GET', policies);
    const [rule] = await org.must<Body[]>('GET', `${policies}/${policy!.id}/rules`);
    const conditions = onlyFor('client_credentials');
    await org.must('PUT', `${policies}/${policy!.id}/rules/${rule!.id}`, { ...rule, conditions });
    expect(await refusalOf(refreshTokenGrant(client, next))).toEqual(denied);
  });
});

describe('an app without the grant is refused', () => {
  const offered = '[authorization_code].';
  const unauthorized = [
    'unauthorized_client',
    `The client is not authorized to use the provided grant type. Configured grant types: ${offered}`,
  ];

  it('client credentials', async () => {
    const asked = clientCredentialsGrant(await clientAt(bare, open), { scope: 'orders:read' });
    expect(await refusalOf(asked)).toEqual(unauthorized);
  });

  it('a refresh', async () => {
    expect(await refusalOf(refreshTokenGrant(await clientAt(bare, open), 'x'))).toEqual(unauthorized);
  });

  it('the implicit flow, and a code', async () => {
    const machine = await org.app({ grant_types: ['client_credentials'] });
    for (const [client, type] of [
      [bare, 'id_token token'],
      [machine, 'code'],
    ] as const) {
      const [error, description] = await backFrom(client, open, { response_type: type });
      expect(error).toBe('unsupported_response_type');
      expect(description).toContain('The response type is not supported by the authorization server.');
    }
  });
});
