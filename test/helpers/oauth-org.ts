import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { createSandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { Visitor, locationOf } from './visitor.ts';

/** What answers of the org have in common, as far as tests look into it. Which of it is there the test knows. */
export interface Body {
  readonly id: string;
  readonly profile: { readonly login: string; readonly name: string };
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly sessionToken: string;
  readonly active: boolean;
  readonly error?: string;
  readonly error_description?: string;
  readonly errorCode?: string;
  readonly [more: string]: unknown;
}

/** An OIDC app as the Management API answers it. */
interface AppBody extends Body {
  readonly credentials: {
    readonly oauthClient: { readonly client_id: string; readonly client_secret?: string };
  };
  readonly settings: { readonly oauthClient: { readonly redirect_uris?: readonly string[] } };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface OAuthApp {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string | undefined;
  readonly redirectUri: string;
  readonly body: AppBody;
}

type Form = Readonly<Record<string, string | undefined>>;

export const password = 'Correct-Horse-77';
export const callback = 'http://localhost:9/callback';
const oneFactor = { type: 'ASSURANCE', factorMode: '1FA', reauthenticateIn: 'PT12H', constraints: [] };
/** What a rule of an access policy may allow. */
const everyGrant = [
  'authorization_code',
  'implicit',
  'client_credentials',
  'password',
  'interaction_code',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:openid:params:grant-type:ciba',
  'urn:okta:params:oauth:grant-type:otp',
  'urn:okta:params:oauth:grant-type:oob',
  'http://auth0.com/oauth/grant-type/mfa-otp',
  'http://auth0.com/oauth/grant-type/mfa-oob',
];

/** Conditions of a rule of an access policy that allows one grant, to everyone. */
export const onlyFor = (grant: string) => ({
  people: { groups: { include: ['EVERYONE'] } },
  grantTypes: { include: [grant] },
  scopes: { include: ['*'] },
});
const verifier = randomBytes(32).toString('base64url');

/**
 * An org of its own that is spoken to by HTTP alone, as an administrator, a person with a browser and an app would:
 * what each needs, with values that work unless a test says otherwise.
 * @param asNew leaves the authentication policy of a new org as it is
 */
export async function startOAuthOrg({
  asNew = false,
  ...options
}: SandboxOptions & { asNew?: boolean } = {}) {
  let passed = 0;
  const faults: unknown[] = [];
  const sandbox = await createSandbox({
    apiToken: 'T',
    clock: () => Date.now() + passed,
    log: (error) => faults.push(error),
    ...options,
  });
  const { url } = sandbox;
  let count = 0;
  const unique = (): string => `${(count += 1)}`;

  const api = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: 'SSWS T', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answerOf(response);
  };
  /** The body of an answer that must be a success. */
  const must = async <T extends object = Body>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await api(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as unknown as T;
  };

  if (!asNew) await askForOneFactor(must);

  const person = async (profile: object = {}, groupIds: readonly string[] = []): Promise<Body> => {
    const login = `ada${unique()}@example.com`;
    return must('POST', '/api/v1/users?activate=true', {
      profile: { login, email: login, firstName: 'Ada', lastName: 'Lovelace', ...profile },
      credentials: { password: { value: password } },
      groupIds,
    });
  };
  const group = async (name: string): Promise<Body> => must('POST', '/api/v1/groups', { profile: { name } });
  /** An app assigned to Everyone. @param client fields of `settings.oauthClient` @param more fields beside */
  const app = async (
    client: { grant_types?: readonly string[]; [setting: string]: unknown } = {},
    authMethod = 'client_secret_basic',
    more: object = {},
  ) => {
    const body = await must<AppBody>('POST', '/api/v1/apps', {
      name: 'oidc_client',
      label: `App ${unique()}`,
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: authMethod, autoKeyRotation: true } },
      settings: {
        oauthClient: {
          application_type: 'web',
          grant_types: ['authorization_code', 'refresh_token', 'implicit'],
          response_types: responseTypesFor(client.grant_types ?? []),
          redirect_uris: [callback],
          ...client,
        },
      },
      ...more,
    });
    const [everyone] = await must<Body[]>('GET', '/api/v1/groups?q=Everyone');
    await must('PUT', `/api/v1/apps/${body.id}/groups/${everyone!.id}`, {});
    const { client_id: clientId, client_secret: secret } = body.credentials.oauthClient;
    const redirectUri = body.settings.oauthClient.redirect_uris?.[0] ?? callback;
    return { id: body.id, clientId, secret, redirectUri, body } satisfies OAuthApp;
  };
  /** A custom authorization server that lets everyone do everything; its id. */
  const server = async (more: object = {}, rule: object = {}): Promise<string> => {
    const { id } = await must('POST', '/api/v1/authorizationServers', {
      name: `Server ${unique()}`,
      description: 'For a test',
      audiences: ['api://test'],
      ...more,
    });
    const policies = `/api/v1/authorizationServers/${id}/policies`;
    const policy = await must('POST', policies, {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'All',
      description: 'All',
      priority: 1,
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    });
    await must('POST', `${policies}/${policy.id}/rules`, {
      type: 'RESOURCE_ACCESS',
      name: 'All',
      priority: 1,
      conditions: {
        people: { groups: { include: ['EVERYONE'] } },
        grantTypes: { include: everyGrant },
        scopes: { include: ['*'] },
      },
      ...rule,
    });
    return id;
  };
  const claim = async (serverId: string, name: string, value: string, more: object = {}): Promise<Answer> =>
    api('POST', `/api/v1/authorizationServers/${serverId}/claims`, {
      name,
      status: 'ACTIVE',
      claimType: 'RESOURCE',
      valueType: 'EXPRESSION',
      value,
      alwaysIncludeInToken: true,
      conditions: { scopes: [] },
      ...more,
    });

  /** @param serverId of a custom server, or `org` */
  const endpoint = (serverId: string, name: string): string =>
    `${url}/oauth2${serverId === 'org' ? '' : `/${serverId}`}/v1/${name}`;
  const post = async (serverId: string, name: string, form: Form, headers: HeadersInit = {}) =>
    answerOf(await fetch(endpoint(serverId, name), { method: 'POST', headers, body: formOf(form) }));
  /** As the app, authenticated by its secret or, without one, by its id. */
  const postAs = async (client: OAuthApp, serverId: string, name: string, form: Form, headers = {}) =>
    post(
      serverId,
      name,
      client.secret === undefined ? { client_id: client.clientId, ...form } : form,
      client.secret === undefined ? headers : { authorization: basic(client), ...headers },
    );
  const token = async (client: OAuthApp, serverId: string, form: Form, headers = {}) =>
    postAs(client, serverId, 'token', form, headers);

  const sessionToken = async (login: string): Promise<string> => {
    const answer = await api('POST', '/api/v1/authn', { username: login, password });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return answer.body.sessionToken;
  };
  const authorizeUrl = (client: OAuthApp, serverId: string, parameters: Form = {}): string => {
    const query = formOf({
      client_id: client.clientId,
      response_type: 'code',
      scope: 'openid',
      state: 'the-state',
      nonce: 'the-nonce',
      redirect_uri: client.redirectUri,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    });
    return `${endpoint(serverId, 'authorize')}?${query.toString()}`;
  };
  /** What the redirect to the app carries; the page's text as `page` when there is none. */
  const authorize = async (
    client: OAuthApp,
    serverId: string,
    parameters: Form = {},
    visitor = new Visitor(),
  ) => redirectOf(await visitor.fetch(authorizeUrl(client, serverId, parameters)));
  /** By session token to a code and with it to tokens: the answer of the token endpoint. */
  const signIn = async (
    client: OAuthApp,
    serverId: string,
    login: string,
    scope = 'openid profile email',
    parameters: Form = {},
    visitor = new Visitor(),
  ): Promise<Answer> => {
    const asked = { scope, sessionToken: await sessionToken(login), ...parameters };
    const back = await authorize(client, serverId, asked, visitor);
    if (back.code === undefined) throw new Error(`There is no code: ${JSON.stringify(back)}`);
    return redeem(client, serverId, back.code, parameters);
  };
  const redeem = async (client: OAuthApp, serverId: string, code: string, { redirect_uri: uri }: Form = {}) =>
    token(client, serverId, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: uri ?? client.redirectUri,
      code_verifier: verifier,
    });

  return {
    url,
    sandbox,
    faults,
    api,
    must,
    person,
    group,
    app,
    server,
    claim,
    endpoint,
    post,
    postAs,
    token,
    redeem,
    sessionToken,
    authorizeUrl,
    authorize,
    signIn,
    /** The claims of the access token of a sign-in. */
    accessClaims: async (client: OAuthApp, serverId: string, login: string, scope?: string) =>
      decodeJwt((await signIn(client, serverId, login, scope)).body.access_token),
    /** By the org's clock, in seconds. */
    now: (): number => Math.floor((Date.now() + passed) / 1000),
    /** Seconds that pass. */
    pass: (seconds: number): void => {
      passed += seconds * 1000;
    },
    close: () => sandbox.close(),
  };
}

/** For an app that has an authorization endpoint to go to. */
const responseTypesFor = (grants: readonly string[]): string[] =>
  grants.length === 0 || grants.includes('implicit')
    ? ['code', 'id_token', 'token']
    : grants.some((grant) => grant === 'authorization_code' || grant === 'interaction_code')
      ? ['code']
      : [];

/** Under the policy that a new org has for all apps, tests would be about second factors. */
async function askForOneFactor(
  must: <T extends object>(method: string, path: string, body?: unknown) => Promise<T>,
): Promise<void> {
  const [policy] = (
    await must<(Body & { system: boolean })[]>('GET', '/api/v1/policies?type=ACCESS_POLICY')
  ).filter(({ system }) => system);
  const rules = `/api/v1/policies/${policy!.id}/rules`;
  const [rule] = await must<Body[]>('GET', rules);
  await must('PUT', `${rules}/${rule!.id}`, {
    ...rule,
    actions: { appSignOn: { access: 'ALLOW', verificationMethod: oneFactor } },
  });
}

export type OAuthOrg = Awaited<ReturnType<typeof startOAuthOrg>>;

export const basic = ({ clientId, secret = '' }: Pick<OAuthApp, 'clientId' | 'secret'>): string =>
  `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

/** OAuth's error and its description, or the status of a success. */
export const refusal = ({ status, body }: Answer): unknown =>
  body.error === undefined ? [status, body.errorCode] : [status, body.error, body.error_description];

/** The same of a refusal by OAuth: status, error and description. */
export const words = refusal as (answer: Answer) => readonly [number, string, string];

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: unknown = { text };
  try {
    body = JSON.parse(text) as unknown;
  } catch {
    // A page, or nothing.
  }
  return { status: response.status, headers: response.headers, body: body as Body };
}

async function redirectOf(response: Response): Promise<Readonly<Record<string, string | undefined>>> {
  if (!response.headers.has('location'))
    return { status: String(response.status), page: await textOf(response) };
  const target = locationOf(response);
  return {
    target: target.origin + target.pathname,
    ...Object.fromEntries(target.searchParams),
    ...Object.fromEntries(new URLSearchParams(target.hash.slice(1))),
  };
}

/** What a page says. */
export const textOf = async (page: Response): Promise<string> =>
  (await page.text())
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .trim();

function formOf(form: Form): URLSearchParams {
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given);
}
