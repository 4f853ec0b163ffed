import type { Context, Middleware, Next } from 'koa';
import mount from 'koa-mount';
import type { Provider } from 'oidc-provider';
import { exceptHangUps } from '../http/errors.ts';
import { notFound } from '../org/kernel/errors.ts';
import type { Org } from '../org/org.ts';
import { keepErrors, shapeAnswers } from './answers.ts';
import { Artifacts } from './artifacts.ts';
import {
  endpointPrefix,
  type ServerView,
  viewOfCustomServer,
  viewOfOrgServer,
} from './authorization-server.ts';
import { normaliseClientHeader } from './client-header.ts';
import { discoveryDocument } from './discovery.ts';
import { ignoreUnaskedProof } from './dpop.ts';
import { translateInteractionCode } from './interaction-code.ts';
import { publicJwks } from './keys.ts';
import { logout } from './logout.ts';
import { addPostMessageMode } from './post-message.ts';
import { translatePresentedToken } from './presented-token.ts';
import { redeemSessionToken } from '../sign-in/session.ts';
import { OAuthError } from './okta-errors.ts';
import { createProvider } from './provider.ts';

export type Interaction = InstanceType<Provider['Interaction']>;

const discoveryPaths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];
const providerEndpoints = ['authorize', 'token', 'userinfo', 'introspect', 'revoke', 'par'];

/** The OAuth 2.0 and OpenID Connect endpoints of an org: one issuer an authorization server. */
export class OAuth {
  readonly artifacts: Artifacts;
  readonly #org: Org;
  readonly #providers = new Map<string, { readonly keyId: string; readonly provider: Promise<Provider> }>();

  readonly #report: (error: unknown) => void;

  /** @param report told of errors that nobody foresaw */
  constructor(org: Org, report: (error: unknown) => void) {
    this.#org = org;
    this.#report = exceptHangUps(report);
    this.artifacts = new Artifacts(org);
    org.issuedTokens = this.artifacts;
  }

  /** The authorization request that waits for a person at a server; undefined when it is over, or the server is gone. */
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
      made.use(normaliseClientHeader(this.#org) as never);
      made.use(ignoreUnaskedProof(this.#org, view()) as never);
      made.use(translateInteractionCode(this.artifacts, view()) as never);
      made.use(translatePresentedToken(this.#org, this.artifacts, view()) as never);
      return made;
    });
    this.#providers.set(serverId, { keyId, provider });
    return await provider;
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
      if (discoveryPaths.includes(path)) {
        ctx.body = discoveryDocument(this.#org.url, server);
        ctx.set('cache-control', 'max-age=86400, must-revalidate');
        return;
      }
      const prefix = `${endpointPrefix(server)}/`;
      const endpoint = path.startsWith(prefix) ? path.slice(prefix.length).split('/')[0] : undefined;
      if (endpoint === 'keys' && ctx.method === 'GET') {
        ctx.body = await publicJwks(this.#org, server.id);
        ctx.set('cache-control', 'max-age=3600, must-revalidate');
      } else if (endpoint === 'logout') await logout(this.#org, server, ctx);
      else if (endpoint !== undefined && providerEndpoints.includes(endpoint))
        await this.#delegate(server, ctx, next);
      else await next();
    };
  }

  async #delegate(server: ServerView, ctx: Context, next: Next): Promise<void> {
    const { sessionToken, scope, nonce } = ctx.query;
    // RFC 6749, section 3.1: without `openid` a nonce means nothing.
    if (nonce !== undefined && typeof scope === 'string' && !scope.split(' ').includes('openid'))
      ctx.query = Object.fromEntries(Object.entries(ctx.query).filter(([name]) => name !== 'nonce'));
    if (typeof sessionToken === 'string') redeemSessionToken(this.#org, ctx, sessionToken);
    const provider = await this.provider(server.id);
    const handle = mount(server.mountPath || '/', provider as never);
    await handle(ctx, next);
  }

  #serverOf(path: string): ServerView | undefined {
    const id = /^\/oauth2\/([^/]+)\/(?:v1|\.well-known)\//.exec(path)?.[1];
    if (id !== undefined && id !== 'v1') return this.#requireCustom(id);
    const isOrg = path.startsWith('/oauth2/v1/') || discoveryPaths.includes(path);
    return isOrg ? viewOfOrgServer(this.#org) : undefined;
  }

  /** The present settings of a server, by id or `org`. @throws OktaError 404 when there is no such active server */
  view(serverId: string): ServerView {
    return serverId === 'org' ? viewOfOrgServer(this.#org) : this.#requireCustom(serverId);
  }

  #requireCustom(id: string): ServerView {
    const view = viewOfCustomServer(this.#org, id);
    if (view === undefined) throw notFound(id, 'AuthorizationServer');
    return view;
  }
}
