import type { AccessToken, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider';
import { appTarget } from '../api/log/log-event.ts';
import { hookSession, hookUser } from '../hooks/hook-context.ts';
import { askInlineHook, defaultError, type Question } from '../hooks/inline-hooks.ts';
import type { InlineHook } from '../org/hooks/model.ts';
import type { AuthorizationRule } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { ServerView } from './authorization-server.ts';
import { authorizationGrantType, type Granting } from './granting.ts';
import { callerOf } from '../sign-in/log.ts';
import { OAuthError } from './okta-errors.ts';
import { patchToken, type Patched } from './token-patches.ts';
import { idTokenClaims, type UnsignedToken } from './token-claims.ts';

type Claims = Record<string, unknown>;
type Context = KoaContextWithOIDC;

/** What is known of one request's tokens: the hook is called once for both. */
interface Outcome {
  readonly identity: Patched;
  readonly access: Patched;
}

const hour = 3600;
/** Claims that are what the token is, which no hook changes. */
const fixed = {
  access: ['ver', 'jti', 'iss', 'iat', 'exp', 'cid', 'uid', 'scp', 'cnf', 'act', 'auth_time'],
  identity: ['ver', 'jti', 'iss', 'aud', 'iat', 'exp', 'sub', 'auth_time', 'nonce', 'at_hash', 'c_hash'],
};

/**
 * The token inline hook that an access policy rule names: asked before tokens are signed, it changes what they say.
 * @see https://developer.okta.com/docs/reference/token-hook/
 */
export class TokenHook {
  readonly #org: Org;
  readonly #view: () => ServerView;
  readonly #granting: Granting;
  readonly #outcomes = new WeakMap<Context, Outcome>();
  readonly #identities = new WeakMap<Context, Claims>();

  constructor(org: Org, view: () => ServerView, granting: Granting) {
    this.#org = org;
    this.#view = view;
    this.#granting = granting;
  }

  /** Changes an access token that is about to be signed. @throws OAuthError when the hook says that there is to be none */
  async changeAccessToken(
    ctx: Context,
    token: AccessToken | ClientCredentials,
    unsigned: UnsignedToken,
  ): Promise<void> {
    const hook = this.#hookOf(ctx);
    if (hook === undefined) return;
    const identity = this.#identityBeside(ctx, token);
    const outcome = await this.#ask(ctx, hook, { access: unsigned.payload, ...(identity && { identity }) });
    this.#outcomes.set(ctx, outcome);
    unsigned.payload = outcome.access.claims;
    const { lifetime } = outcome.access;
    if (lifetime === undefined) return;
    unsigned.payload.exp = Number(unsigned.payload.iat) + lifetime;
    (token as { expiresIn?: number }).expiresIn = lifetime;
  }

  /** The claims of the ID token that goes with an access token, as the hook has seen them. */
  identityShown(ctx: Context): Claims | undefined {
    return this.#identities.get(ctx);
  }

  /** The claims of an ID token as the hook wants them. @throws OAuthError when the hook says that there is to be none */
  async changeIdToken(ctx: Context, claims: Claims): Promise<Claims> {
    const known = this.#outcomes.get(ctx);
    const hook = known === undefined ? this.#hookOf(ctx) : undefined;
    const outcome = known ?? (hook && (await this.#ask(ctx, hook, { identity: claims })));
    if (outcome === undefined) return claims;
    const { claims: changed } = outcome.identity;
    const names = Object.keys(this.#identities.get(ctx) ?? claims);
    // What the protocol has added since (nonce, hashes) stays; what the hook took away goes.
    const added = Object.entries(claims).filter(([name]) => !names.includes(name));
    this.#outcomes.set(ctx, outcome);
    return { ...Object.fromEntries(added), ...changed };
  }

  /** Seconds that the hook lets the ID token live; undefined when it does not say. */
  identityLifetime(ctx: Context): number | undefined {
    return this.#outcomes.get(ctx)?.identity.lifetime;
  }

  #identityBeside(ctx: Context, token: AccessToken | ClientCredentials): Claims | undefined {
    const scopes = token.scope?.split(' ') ?? [];
    const user = 'accountId' in token ? this.#org.users.get(token.accountId) : undefined;
    if (user === undefined || !scopes.includes('openid')) return undefined;
    const claims = idTokenClaims(this.#org, this.#view(), ctx, { user, scopes, thin: true });
    this.#identities.set(ctx, claims);
    return claims;
  }

  #hookOf(ctx: Context): InlineHook | undefined {
    return this.#org.inlineHooks.active(this.#ruleOf(ctx)?.inlineHookId);
  }

  #ruleOf(ctx: Context): AuthorizationRule | undefined {
    const { route, client, account } = ctx.oidc;
    const clientId = client?.clientId ?? '';
    if (route === 'token') return this.#granting.ruleOfTokenRequest(ctx, clientId);
    return this.#granting.requireRule({
      clientId,
      userId: account?.accountId,
      grantType: authorizationGrantType(ctx),
      scopes: [...ctx.oidc.requestParamScopes],
    });
  }

  async #ask(
    ctx: Context,
    hook: InlineHook,
    { access = {}, identity = {} }: { readonly access?: Claims; readonly identity?: Claims },
  ): Promise<Outcome> {
    const app = this.#org.apps.byClientId(ctx.oidc.client?.clientId ?? '');
    const asking = { ...callerOf(ctx), path: ctx.href };
    const asked = await askInlineHook(this.#org, hook, asking, {
      actor: app && { ...appTarget(app), type: 'PublicClientApp' },
      ...this.#question(ctx, access, identity),
    });
    if (asked.kind === 'error')
      throw new OAuthError('server_error', asked.error.errorSummary ?? defaultError);
    let outcome: Outcome = { access: { claims: access }, identity: { claims: identity } };
    if (asked.kind === 'failed') return outcome;
    let problem: string | undefined;
    for (const { type, value } of asked.commands) {
      const part = type === 'com.okta.access.patch' ? 'access' : 'identity';
      const isKnown = part === 'access' || type === 'com.okta.identity.patch';
      const patched = isKnown ? patchToken(outcome[part], value, fixed[part]) : undefined;
      if (patched) outcome = { ...outcome, [part]: patched };
      else problem = `The command ${type} is not supported.`;
    }
    asked.processed(problem);
    return outcome;
  }

  #question(ctx: Context, access: Claims, identity: Claims): Question {
    const server = this.#view();
    const isAbout = Object.keys(access).length > 0;
    return {
      source: `${server.issuer}/v1/${ctx.oidc.route === 'token' ? 'token' : 'authorize'}`,
      context: this.#context(ctx, server),
      data: {
        ...(Object.keys(identity).length > 0 && {
          identity: { claims: identity, token: { lifetime: { expiration: hour } } },
        }),
        ...(isAbout && {
          access: {
            claims: access,
            token: { lifetime: { expiration: Number(access.exp) - Number(access.iat) } },
            scopes: Object.fromEntries(
              (access.scp as readonly string[]).map((scope) => [scope, { id: scope, action: 'GRANT' }]),
            ),
          },
        }),
      },
    };
  }

  #context(ctx: Context, server: ServerView): object {
    const { params, client, account, entities, session } = ctx.oidc;
    const app = this.#org.apps.byClientId(client?.clientId ?? '');
    const user = this.#org.users.get(account?.accountId ?? '');
    const source = entities.AuthorizationCode ?? entities.RefreshToken;
    // What oidc-provider was given in place of the request is its own business.
    const { grantType = params?.grant_type } = ctx.state as { readonly grantType?: unknown };
    const byCode = ctx.oidc.route !== 'token' || grantType === 'authorization_code';
    const own = this.#org.sessions.get(source?.sessionUid ?? session?.uid ?? '');
    return {
      protocol: {
        type: 'OAUTH2.0',
        request: {
          scope: source?.scope ?? params?.scope,
          state: params?.state,
          ...(byCode && {
            redirect_uri: params?.redirect_uri,
            response_mode: params?.response_mode,
            response_type: params?.response_type ?? 'code',
          }),
          client_id: client?.clientId,
          grant_type: grantType,
        },
        issuer: { uri: server.issuer },
        client: {
          id: client?.clientId,
          name: app?.label,
          type: app?.oauth?.tokenEndpointAuthMethod === 'none' ? 'PUBLIC' : 'CONFIDENTIAL',
        },
      },
      ...(own && { session: hookSession(this.#org, own) }),
      ...(user && { user: hookUser(this.#org, user) }),
    };
  }
}
