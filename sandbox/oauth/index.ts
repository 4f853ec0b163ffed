import type { Context, Middleware, Next } from 'koa';
import mount from 'koa-mount';
import type { Provider } from 'oidc-provider';
import { exceptHangUps } from '../http/errors.ts';
import { readParameters } from '../http/form.ts';
import { methodNotAllowed, notFound } from '../org/kernel/errors.ts';
import type { Org } from '../org/org.ts';
import { keepErrors, shapeAnswers } from './answers.ts';
import { Artifacts } from './artifacts.ts';
import { answerClientEndpoint, clientEndpoints } from './client-endpoints.ts';
import { takeLogoutAddresses } from './single-logout.ts';
import { checkAuthorization } from './checks/authorization-checks.ts';
import { type AuthorizationRequest, parametersOf } from './checks/authorization-request.ts';
import {
  endpointPrefix,
  type ServerView,
  viewOfCustomServer,
  viewOfOrgServer,
} from './authorization-server.ts';
import { answerClient, endpointsOfClients, forProvider } from './clients/client-requests.ts';
import { discoveryDocument, oauthMetadata } from './discovery.ts';
import { renderProblem } from './error-page.ts';
import { translateInteractionCode } from './interaction-code.ts';
import { PendingRequests } from './grants/pending.ts';
import { redeemInterclientToken } from './interclient-token.ts';
import { publicJwks } from './keys.ts';
import { logout } from './logout.ts';
import { addPostMessageMode } from './post-message.ts';
import { translatePresentedToken } from './presented-token.ts';
import { redeemSessionToken } from '../sign-in/session.ts';
import { OAuthError } from './okta-errors.ts';
import { createProvider } from './library/provider.ts';
import { answerUserinfo } from './userinfo-proof.ts';

export type Interaction = InstanceType<Provider['Interaction']>;

const discoveryPaths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

/** The methods of each endpoint. */
const endpoints: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['keys', ['GET', 'HEAD']],
  ['authorize', ['GET', 'HEAD', 'POST']],
  ['token', ['POST']],
  ['userinfo', ['GET', 'HEAD', 'POST']],
  ['introspect', ['POST']],
  ['revoke', ['POST']],
  ['par', ['POST']],
  ['logout', ['GET', 'POST']],
  ...Object.keys(clientEndpoints).map((name) => [name, ['POST']] as const),
]);

/** The OAuth 2.0 and OpenID Connect endpoints of an org: one issuer an authorization server. */
export class OAuth {
  readonly artifacts: Artifacts;
  readonly pending: PendingRequests;
  readonly #org: Org;
  readonly #providers = new Map<string, { readonly keyId: string; readonly provider: Promise<Provider> }>();

  readonly #report: (error: unknown) => void;

  /** @param report called with unexpected errors */
  constructor(org: Org, report: (error: unknown) => void) {
    this.#org = org;
    this.#report = exceptHangUps(report);
    this.artifacts = new Artifacts(org);
    this.pending = new PendingRequests(org);
    org.issuedTokens = this.artifacts;
    org.logoutCalls.oidc = (_, session, beginner) =>
      takeLogoutAddresses(org, this.artifacts, session, beginner);
  }

  /**
   * The authorization request that waits for a user at a server; undefined if it is over, or the server was
   * deleted.
   */
  async interaction(serverId: string, uid: string): Promise<Interaction | undefined> {
    if (serverId !== 'org' && viewOfCustomServer(this.#org, serverId) === undefined) return undefined;
    return await (await this.provider(serverId)).Interaction.find(uid);
  }

  /** oidc-provider for a server, by id or `org`. @throws OktaError 404 when there is no such active server */
  async provider(idOrDefault: string): Promise<Provider> {
    const { id: serverId } = this.view(idOrDefault);
    const keyId = this.#org.signingKeys.active(serverId).id;
    const known = this.#providers.get(serverId);
    if (known?.keyId === keyId) return await known.provider;
    const view = (): ServerView => this.view(serverId);
    const provider = createProvider(this.#org, this.artifacts, view).then((made) => {
      keepErrors(made);
      made.on('server_error', (_ctx, error) => {
        if (!(error instanceof OAuthError)) this.#report(error);
      });
      addPostMessageMode(this.#org, made);
      made.use(shapeAnswers(this.#org, this.artifacts, view) as never);
      made.use(translateInteractionCode(this.artifacts, view()) as never);
      made.use(translatePresentedToken(this.#org, this.artifacts, view()) as never);
      return made;
    });
    this.#providers.set(serverId, { keyId, provider });
    return await provider;
  }

  get #state() {
    return { org: this.#org, artifacts: this.artifacts, pending: this.pending };
  }

  /** Answers what belongs to OAuth and leaves the rest to the next. */
  middleware(): Middleware {
    return async (ctx, next) => {
      const server = this.#serverOf(ctx.path);
      if (server === undefined) {
        await next();
        return;
      }
      const path = ctx.path.slice(server.mountPath.length);
      if (ctx.path.startsWith('/.well-known/') || discoveryPaths.includes(path)) {
        requireMethod(ctx, ['GET', 'HEAD']);
        const isOAuth = ctx.path.includes('/oauth-authorization-server');
        ctx.body = (isOAuth ? oauthMetadata : discoveryDocument)(this.#org.url, server);
        ctx.set('cache-control', 'max-age=86400, must-revalidate');
        return;
      }
      const prefix = `${endpointPrefix(server)}/`;
      const rest = path.startsWith(prefix) ? path.slice(prefix.length) : '';
      const endpoint = endpoints.has(rest) ? rest : (rest.split('/')[0] ?? '');
      const methods = endpoints.get(endpoint);
      const begin = methods && clientEndpoints[endpoint];
      if (methods) requireMethod(ctx, methods);
      if (endpoint === 'keys') {
        ctx.body = await publicJwks(this.#org, server.id);
        ctx.set('cache-control', 'max-age=3600, must-revalidate');
      } else if (endpoint === 'logout') await logout(this.#org, this.artifacts, server, ctx);
      else if (begin) await answerClientEndpoint(begin, { ...this.#state, server, ctx });
      else if (path === `${prefix}authorize`) await this.#authorize(server, ctx, next);
      else if (endpointsOfClients.includes(rest)) {
        const provider = () => this.provider(server.id);
        const delegate = () => this.#delegate(server, ctx, next);
        await answerClient({ ...this.#state, server, ctx }, rest, provider, delegate);
      } else if (rest === 'userinfo') {
        await answerUserinfo({ ...this.#state, ctx }, () => this.#delegate(server, ctx, next));
      } else if (methods) await this.#delegate(server, ctx, next);
      else await next();
    };
  }

  /** Checks the request, and passes it to oidc-provider in the only form it accepts: a complete GET request. */
  async #authorize(server: ServerView, ctx: Context, next: Next): Promise<void> {
    const given = ctx.method === 'POST' ? await readParameters(ctx) : ctx.URL.searchParams;
    const endpoint = 'authorize' as const;
    const request: AuthorizationRequest = { ...this.#state, server, endpoint, ...parametersOf(given) };
    const outcome = await checkAuthorization(request);
    const { parameters, client } = request;
    const { interclient_token: interclientToken } = parameters;
    const opened =
      outcome === undefined && client && interclientToken !== undefined
        ? await redeemInterclientToken(this.#org, ctx, client.app, interclientToken)
        : undefined;
    const refusal = outcome?.tells === 'person' ? outcome.refusal : opened;
    if (refusal) {
      const { statusCode, error, error_description: description } = refusal;
      renderProblem(ctx, statusCode, error, description);
      return;
    }
    ctx.method = 'GET';
    if (outcome) {
      ctx.state.refusal = outcome.refusal;
      ctx.query = refusedRequest(parameters);
    } else {
      ctx.state.authorization = parameters;
      const { sessionToken } = parameters;
      ctx.query = forProvider(parameters);
      if (sessionToken !== undefined) redeemSessionToken(this.#org, ctx, sessionToken);
    }
    await this.#delegate(server, ctx, next);
  }

  async #delegate(server: ServerView, ctx: Context, next: Next): Promise<void> {
    const provider = await this.provider(server.id);
    const handle = mount(server.mountPath || '/', provider as never);
    await handle(ctx, next);
  }

  #serverOf(path: string): ServerView | undefined {
    // Deviation: metadata is also served at the address that RFC 8414 defines, which ends with the issuer's path; Okta serves it below the issuer only.
    const id = (/^\/oauth2\/([^/]+)\/(?:v1|\.well-known)\//.exec(path) ??
      /^\/\.well-known\/oauth-authorization-server\/oauth2\/([^/]+)$/.exec(path))?.[1];
    if (id !== undefined && id !== 'v1') return this.#requireCustom(id);
    const isOrg = path.startsWith('/oauth2/v1/') || discoveryPaths.includes(path);
    return isOrg ? viewOfOrgServer(this.#org) : undefined;
  }

  /**
   * The current settings of a server, by id or `org`.
   * @throws OktaError 404 when there is no such active server
   */
  view(serverId: string): ServerView {
    return serverId === 'org' ? viewOfOrgServer(this.#org) : this.#requireCustom(serverId);
  }

  #requireCustom(id: string): ServerView {
    const view = viewOfCustomServer(this.#org, id);
    if (view === undefined) throw notFound(id, 'AuthorizationServer');
    return view;
  }
}

/** The part of a rejected request that oidc-provider needs to notify the app. */
function refusedRequest({ response_type: type, ...parameters }: Readonly<Record<string, string>>) {
  const { client_id, redirect_uri, state, response_mode } = parameters;
  const known = ['code', 'id_token', 'token'];
  const types = (type ?? '').split(' ').filter((one) => known.includes(one));
  return { client_id, redirect_uri, state, response_mode, response_type: types.join(' ') || 'code' };
}

/** @throws OktaError 405 if the endpoint does not support the method */
function requireMethod(ctx: Context, methods: readonly string[]): void {
  if (methods.includes(ctx.method)) return;
  ctx.set('Allow', methods.join(', '));
  throw methodNotAllowed();
}
