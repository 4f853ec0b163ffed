import type { AccessToken, KoaContextWithOIDC } from 'oidc-provider';
import type { InlineHook } from '../../org/hooks/model.ts';
import type { AuthorizationRule } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import type { ServerView } from '../authorization-server.ts';
import { authorizationGrantType, type Granting } from '../granting.ts';
import { idTokenClaims, type UnsignedToken } from '../token-claims.ts';
import { askTokenHook, type HookedTokens } from '../token-hook.ts';

type Claims = Record<string, unknown>;
type Context = KoaContextWithOIDC;

/** The token inline hook for the tokens that oidc-provider issues, one after the other: it is called once for both. */
export class LibraryTokenHook {
  readonly #org: Org;
  readonly #view: () => ServerView;
  readonly #granting: Granting;
  readonly #outcomes = new WeakMap<Context, HookedTokens>();
  readonly #identities = new WeakMap<Context, Claims>();

  constructor(org: Org, view: () => ServerView, granting: Granting) {
    this.#org = org;
    this.#view = view;
    this.#granting = granting;
  }

  /** Changes an access token that is about to be signed. @throws OAuthError when the hook says that there is to be none */
  async changeAccessToken(ctx: Context, token: AccessToken, unsigned: UnsignedToken): Promise<void> {
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

  #identityBeside(ctx: Context, token: AccessToken): Claims | undefined {
    const scopes = token.scope?.split(' ') ?? [];
    const user = this.#org.users.get(token.accountId);
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
    claims: { readonly access?: Claims; readonly identity?: Claims },
  ): Promise<HookedTokens> {
    const { params, client, account, entities, session, route } = ctx.oidc;
    const source = entities.AuthorizationCode ?? entities.RefreshToken;
    // What oidc-provider was given in place of the request is its own business.
    const { grantType = params?.grant_type } = ctx.state as { readonly grantType?: unknown };
    const byCode = route !== 'token' || grantType === 'authorization_code';
    const issuing = {
      ctx,
      endpoint: route === 'token' ? ('token' as const) : ('authorize' as const),
      app: this.#org.apps.byClientId(client?.clientId ?? ''),
      user: this.#org.users.get(account?.accountId ?? ''),
      session: this.#org.sessions.get(source?.sessionUid ?? session?.uid ?? ''),
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
    };
    return await askTokenHook(this.#org, this.#view(), hook, issuing, claims);
  }
}
