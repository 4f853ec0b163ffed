import { type Org, startOrg } from './demo.ts';
import { rawRequest } from './load.ts';

/** A request to the token endpoint that may be sent again and again. */
export interface TokenRequest {
  readonly name: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

type Json = Record<string, unknown> & { id: string };
type Form = Readonly<Record<string, string>>;

const password = 'Correct-Horse-77';
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;

/**
 * An org with what each grant needs, and a request for each whose tokens can be shown again. Grants that are good once
 * (device, CIBA, codes) end in the same steps as `password`.
 */
export async function prepareGrants(): Promise<{ org: Org; requests: TokenRequest[] }> {
  const org = await startOrg();
  try {
    return { org, requests: await requestsOf(org) };
  } catch (error) {
    await org.stop();
    throw error;
  }
}

async function requestsOf({ url, apiToken }: Org): Promise<TokenRequest[]> {
  const call = async <T = Json>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `SSWS ${apiToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? { location: response.headers.get('location') } : JSON.parse(text)) as T;
  };
  await oneFactor(call);
  const login = 'ada@example.com';
  await call('POST', '/api/v1/users?activate=true', {
    profile: { login, email: login, firstName: 'Ada', lastName: 'Lovelace' },
    credentials: { password: { value: password } },
  });
  const everyone = first(await call<Json[]>('GET', '/api/v1/groups?q=Everyone'));
  const app = async (label: string, kind: string, grants: readonly string[]) => {
    const made = await call<Json & { credentials: { oauthClient: Record<string, string> } }>(
      'POST',
      '/api/v1/apps',
      {
        ...{ name: 'oidc_client', label, signOnMode: 'OPENID_CONNECT' },
        credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
        settings: {
          oauthClient: {
            ...{ application_type: kind, grant_types: grants },
            ...(kind === 'web' && {
              ...{ response_types: ['code'], redirect_uris: ['http://localhost:9/callback'] },
            }),
          },
        },
      },
    );
    if (kind === 'web') await call('PUT', `/api/v1/apps/${made.id}/groups/${everyone.id}`, {});
    const { client_id: id, client_secret: secret } = made.credentials.oauthClient;
    return { id: made.id, basic: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
  };
  const web = await app('Web', 'web', [
    'authorization_code',
    'refresh_token',
    'password',
    exchange,
    jwtBearer,
  ]);
  const target = await app('Target', 'web', ['authorization_code']);
  const service = await app('Service', 'service', ['client_credentials', exchange]);
  await call('POST', `/api/v1/apps/${target.id}/interclient-allowed-apps`, { id: web.id });
  const server = await addServer(call);
  await addAgent(call, web.id, server);

  const at = (serverId: string): string => `${url}/oauth2${serverId === '' ? '' : `/${serverId}`}/v1/token`;
  const request = (name: string, client: { basic: string }, serverId: string, form: Form): TokenRequest => ({
    ...{ name, url: at(serverId), body: new URLSearchParams(form).toString() },
    headers: { Authorization: client.basic, 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  const byPassword = (name: string, serverId: string, scope: string): TokenRequest =>
    request(name, web, serverId, { grant_type: 'password', username: login, password, scope });
  const atServer = await answerOf(byPassword('', server, 'openid offline_access read'));
  const atOrg = await answerOf(byPassword('', '', 'openid interclient_access'));
  const subject = { subject_token: field(atOrg, 'id_token'), subject_token_type: type('id_token') };
  return [
    request('client_credentials', service, server, { grant_type: 'client_credentials', scope: 'read' }),
    byPassword('password', server, 'read'),
    request('refresh_token', web, server, {
      ...{
        grant_type: 'refresh_token',
        refresh_token: field(atServer, 'refresh_token'),
        scope: 'read offline_access',
      },
    }),
    request('token exchange, on behalf of', service, server, {
      ...{ grant_type: exchange, audience: 'api://bench', scope: 'read' },
      ...{ subject_token: field(atServer, 'access_token'), subject_token_type: type('access_token') },
    }),
    request('token exchange, ID-JAG', web, '', {
      ...{ grant_type: exchange, requested_token_type: type('id-jag'), ...subject },
      ...{ audience: `${url}/oauth2/${server}`, scope: 'read' },
    }),
    request('token exchange, interclient token', web, '', {
      ...{ grant_type: exchange, ...subject, audience: `urn:okta:apps:${target.id}` },
      requested_token_type: 'urn:okta:params:oauth:token-type:interclient_token',
      ...{ actor_token: field(atOrg, 'access_token'), actor_token_type: type('access_token') },
    }),
  ];
}

type Call = <T = Json>(method: string, path: string, body?: object) => Promise<T>;

/** Under the policy of a new org, an app would ask for two factors. */
async function oneFactor(call: Call): Promise<void> {
  const policies = await call<(Json & { system: boolean })[]>('GET', '/api/v1/policies?type=ACCESS_POLICY');
  const rules = `/api/v1/policies/${first(policies.filter(({ system }) => system)).id}/rules`;
  const rule = first(await call<Json[]>('GET', rules));
  const method = { type: 'ASSURANCE', factorMode: '1FA', reauthenticateIn: 'PT12H', constraints: [] };
  await call('PUT', `${rules}/${rule.id}`, {
    ...rule,
    actions: { appSignOn: { access: 'ALLOW', verificationMethod: method } },
  });
}

async function addServer(call: Call): Promise<string> {
  const servers = '/api/v1/authorizationServers';
  const { id } = await call('POST', servers, {
    name: 'Bench',
    description: 'Bench',
    audiences: ['api://bench'],
  });
  await call('POST', `${servers}/${id}/scopes`, { name: 'read' });
  const policy = await call('POST', `${servers}/${id}/policies`, {
    ...{ type: 'OAUTH_AUTHORIZATION_POLICY', name: 'All', description: 'All', priority: 1 },
    conditions: { clients: { include: ['ALL_CLIENTS'] } },
  });
  await call('POST', `${servers}/${id}/policies/${policy.id}/rules`, {
    ...{ type: 'RESOURCE_ACCESS', name: 'All', priority: 1 },
    conditions: {
      people: { groups: { include: ['EVERYONE'] } },
      grantTypes: { include: ['client_credentials', 'password', exchange, jwtBearer] },
      scopes: { include: ['*'] },
    },
  });
  return id;
}

async function addAgent(call: Call, appId: string, serverId: string): Promise<void> {
  const agents = '/workload-principals/api/v1/ai-agents';
  const { location } = await call('POST', agents, { profile: { name: 'Bench agent' }, appId });
  const { resource } = await call<Json & { resource: Json }>('GET', new URL(String(location)).pathname);
  const { id: orgId } = await call('GET', '/api/v1/org');
  await call('POST', `${agents}/${resource.id}/connections`, {
    connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS',
    authorizationServer: { orn: `orn:okta:idp:${orgId}:authorization_servers:${serverId}` },
    ...{ scopeCondition: 'INCLUDE_ONLY', scopes: ['read'] },
  });
  await call('POST', `${agents}/${resource.id}/lifecycle/activate`);
}

function first<T>([item]: readonly T[]): T {
  if (item === undefined) throw new Error('The org has none.');
  return item;
}

function field(answer: Record<string, string>, name: string): string {
  const value = answer[name];
  if (value === undefined) throw new Error(`The answer has no ${name}.`);
  return value;
}

async function answerOf({ url, headers, body }: TokenRequest): Promise<Record<string, string>> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = (await response.json()) as Record<string, string>;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** As bytes, for the load. */
export const bytesOf = ({ url, headers, body }: TokenRequest): string =>
  rawRequest('POST', url, headers, body);
