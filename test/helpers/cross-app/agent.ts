import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type Answer, type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../oauth-org.ts';

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const idJag = 'urn:ietf:params:oauth:token-type:id-jag';
export const idToken = 'urn:ietf:params:oauth:token-type:id_token';
export const agents = '/workload-principals/api/v1/ai-agents';
export const resource = 'http://localhost:9/mcp';

type Form = Readonly<Record<string, string | undefined>>;

/** The id of the agent that an accepted change was about, by way of the operation. */
export async function agentOf(org: OAuthOrg, { status, headers }: Answer): Promise<string> {
  if (status !== 202) throw new Error(`Not accepted: ${status}`);
  const operation = await org.must<{ readonly status: string; readonly resource: Body }>(
    'GET',
    new URL(headers.get('location')!).pathname,
  );
  if (operation.status !== 'COMPLETED') throw new Error(operation.status);
  return operation.resource.id;
}

/** The name by which connections call an authorization server. */
export async function ornOf(org: OAuthOrg, serverId: string): Promise<string> {
  const { id } = await org.must('GET', '/api/v1/org');
  return `orn:okta:idp:${id}:authorization_servers:${serverId}`;
}

/** An active agent with a key, an app through which people sign in to it, and a connection. */
export async function startAgent(
  org: OAuthOrg,
  {
    app,
    serverId,
    resource,
  }: {
    readonly app: OAuthApp;
    readonly serverId: string;
    readonly resource?: string;
  },
) {
  const id = await agentOf(
    org,
    await org.api('POST', agents, { profile: { name: `Agent of ${app.clientId}` }, appId: app.id }),
  );
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'first', alg: 'RS256', use: 'sig' };
  const key = await org.must('POST', `${agents}/${id}/credentials/jwks`, jwk);
  const made = await org.must('POST', `${agents}/${id}/connections`, {
    connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS',
    authorizationServer: {
      orn: await ornOf(org, serverId),
      ...(resource !== undefined && { resourceIndicator: resource }),
    },
    scopeCondition: 'INCLUDE_ONLY',
    scopes: ['products:read'],
  });
  await org.must('POST', `${agents}/${id}/lifecycle/activate`);
  const privateJwk = await exportJWK(privateKey);

  /** Signs that it is the agent, for an endpoint. */
  const prove = async (audience: string, claims: object = {}): Promise<Form> => ({
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await new SignJWT({ iss: id, sub: id, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'first' })
      .setAudience(audience)
      .setIssuedAt(org.now())
      .setExpirationTime(org.now() + 300)
      .sign(await importJWK({ ...privateJwk, kty: 'RSA' }, 'RS256')),
  });
  const ask = async (at: string, form: Form): Promise<Answer> => {
    const proof = await prove(org.endpoint(at, 'token'));
    return org.post(at, 'token', { ...proof, ...form });
  };
  return {
    id,
    keyId: key.id,
    connectionId: made.id,
    path: `${agents}/${id}`,
    prove,
    ask,
    /** The first leg, at the org. */
    idJag: async (subject: string, form: Form = {}): Promise<Answer> =>
      ask('org', {
        ...{ grant_type: tokenExchange, requested_token_type: idJag },
        ...{ subject_token: subject, subject_token_type: idToken },
        ...{ audience: `${org.url}/oauth2/${serverId}`, scope: 'products:read', ...form },
      }),
    /** The second leg, at the API's authorization server. */
    redeem: async (assertion: string, form: Form = {}, at = serverId): Promise<Answer> =>
      ask(at, { grant_type: jwtBearer, assertion, ...form }),
  };
}

export type TestAgent = Awaited<ReturnType<typeof startAgent>>;

/** An org with an agent at the server of an API, and the ID token of a person who has signed in to the agent's app. */
export async function startCrossApp() {
  const org = await startOAuthOrg();
  const ada = await org.person();
  const serverId = await org.server({ audiences: ['api://shop'] });
  for (const name of ['products:read', 'orders:create'])
    await org.must('POST', `/api/v1/authorizationServers/${serverId}/scopes`, { name });
  const app = await org.app({
    grant_types: ['authorization_code', 'refresh_token', tokenExchange, jwtBearer],
  });
  const agent = await startAgent(org, { app, serverId, resource });
  const { id_token: subject } = (await org.signIn(app, 'org', ada.profile.login)).body;
  return { org, ada, serverId, app, agent, subject, issuer: `${org.url}/oauth2/${serverId}` };
}
