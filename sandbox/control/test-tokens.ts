import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import { unescapeHtml } from '../../shared/html.ts';
import type { App, OAuthClientSettings } from '../org/apps/model.ts';
import { viewOfCustomServer } from '../oauth/authorization-server.ts';
import { notFound } from '../org/kernel/errors.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { SessionCookie, TokenOptions, Tokens } from '../sandbox.ts';
import { createSession, sessionCookie } from '../sign-in/session.ts';

/** The authorization server refused to issue a token. */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal';
  /** Its `error`, such as `access_denied`. */
  readonly error: string;

  constructor(error: string, description: string) {
    super(`${error}: ${description}`);
    this.error = error;
  }
}

type Client = App & { readonly oauth: OAuthClientSettings };

/** What the token endpoint answers. */
const answerSchema = z.union([
  z.object({
    access_token: z.string(),
    id_token: z.string().optional(),
    refresh_token: z.string().optional(),
    scope: z.string(),
    expires_in: z.number(),
  }),
  z.object({ error: z.string(), error_description: z.string().default('') }),
]);

/** A password and a possession factor: enough for most sign-on policies. */
const strongAmr = ['pwd', 'swk', 'mfa'];

/** Sessions and tokens for tests, by the org's own endpoints: nothing that a policy forbids. */
export class TestTokens {
  readonly #org: Org;
  readonly #localUrl: string;

  constructor(org: Org, localUrl: string) {
    this.#org = org;
    this.#localUrl = localUrl;
  }

  /** @throws OktaError 404 when there is no such user */
  sessionFor(user: string, amr: readonly string[] = strongAmr): SessionCookie {
    const { id } = this.#requireUser(user);
    const { cookie = '' } = this.#org.transaction(() => createSession(this.#org, { userId: id, amr }));
    const { url } = this.#org;
    const { port } = new URL(url);
    return { name: port === '' ? sessionCookie : `${sessionCookie}_${port}`, value: cookie, url };
  }

  /** @throws TokenRefusal, or OktaError 404 when there is no such user, app or server */
  async tokenFor(
    user: string | undefined,
    client: string,
    scopes: readonly string[],
    { server = 'default', amr, privateKey }: TokenOptions = {},
  ): Promise<Tokens> {
    const app = this.#requireClient(client);
    const base = this.#pathOf(server);
    const scope = scopes.join(' ');
    if (user === undefined)
      return this.#redeem(app, base, { grant_type: 'client_credentials', scope }, privateKey);
    const { value } = this.sessionFor(user, amr);
    const redirectUri = app.oauth.redirectUris[0] ?? '';
    const verifier = randomBytes(32).toString('base64url');
    const code = await this.#authorize(base, value, {
      ...{ client_id: app.oauth.clientId, redirect_uri: redirectUri, scope, response_type: 'code' },
      ...{ prompt: 'none', state: randomUUID(), nonce: randomUUID(), code_challenge_method: 'S256' },
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    return this.#redeem(app, base, form, privateKey);
  }

  async #authorize(base: string, session: string, parameters: Record<string, string>): Promise<string> {
    const url = `${this.#localUrl}${base}/v1/authorize?${new URLSearchParams(parameters).toString()}`;
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: `${sessionCookie}=${session}` },
    });
    const text = await answer.text();
    const location = answer.headers.get('location');
    if (location === null) {
      // The error is not returned to the app with a redirect; the user's page shows it.
      const [, error = 'invalid_request', description = `HTTP ${answer.status}`] =
        /<dd><code>([^<]*)<\/code><\/dd>[^]*?<dd>([^<]*)<\/dd>/.exec(text) ?? [];
      throw new TokenRefusal(unescapeHtml(error), unescapeHtml(description));
    }
    const { searchParams } = new URL(location, url);
    const code = searchParams.get('code');
    if (code !== null) return code;
    const error = searchParams.get('error') ?? 'login_required';
    throw new TokenRefusal(error, searchParams.get('error_description') ?? 'The sign-in is not sufficient.');
  }

  async #redeem(
    { oauth }: Client,
    base: string,
    form: Record<string, string>,
    privateKey: TokenOptions['privateKey'],
  ): Promise<Tokens> {
    const body = new URLSearchParams({ ...form, client_id: oauth.clientId });
    const headers: Record<string, string> = { accept: 'application/json' };
    const method = oauth.tokenEndpointAuthMethod;
    const secret = oauth.secrets.find(({ status }) => status === 'ACTIVE')?.secret ?? '';
    if (method === 'client_secret_post') body.set('client_secret', secret);
    else if (method === 'client_secret_basic') {
      body.delete('client_id');
      headers['authorization'] = `Basic ${Buffer.from(`${oauth.clientId}:${secret}`).toString('base64')}`;
    } else if (method !== 'none') {
      const key = privateKey ? await importJWK({ ...privateKey }) : new TextEncoder().encode(secret);
      const { kid, alg: named } = privateKey ?? {};
      const usual = privateKey ? 'RS256' : 'HS256';
      const alg = typeof named === 'string' ? named : usual;
      const assertion = await new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg, ...(typeof kid === 'string' && { kid }) })
        .setIssuer(oauth.clientId)
        .setSubject(oauth.clientId)
        .setAudience(`${this.#org.url}${base}/v1/token`)
        .setIssuedAt(Math.floor(this.#org.clock() / 1000))
        .setExpirationTime(Math.floor(this.#org.clock() / 1000) + 60)
        .sign(key);
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
      body.set('client_assertion', assertion);
    }
    const answer = await fetch(`${this.#localUrl}${base}/v1/token`, { method: 'POST', headers, body });
    const given = answerSchema.parse(await answer.json());
    if ('error' in given) throw new TokenRefusal(given.error, given.error_description);
    return {
      accessToken: given.access_token,
      idToken: given.id_token,
      refreshToken: given.refresh_token,
      scopes: given.scope.split(' '),
      expiresIn: given.expires_in,
    };
  }

  #requireUser(user: string): User {
    return this.#org.users.byLogin(user) ?? this.#org.users.require(user);
  }

  #requireClient(client: string): Client {
    const app =
      this.#org.apps.byClientId(client) ?? this.#org.apps.all().find(({ label }) => label === client);
    if (app?.oauth === undefined) throw notFound(client, 'PublicClientApp');
    return { ...app, oauth: app.oauth };
  }

  #pathOf(server: string): string {
    if (server === 'org') return '/oauth2';
    const { authorizationServers } = this.#org;
    const id = authorizationServers.all().find(({ name }) => name === server)?.id ?? server;
    const view = viewOfCustomServer(this.#org, id);
    if (view === undefined) throw notFound(server, 'AuthorizationServer');
    return new URL(view.issuer).pathname;
  }
}
