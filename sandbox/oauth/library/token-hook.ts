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

/** The token inline hook for oidc-provider, which issues the tokens one by one: the hook is called once for both. */
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

  /** Changes an access token before it is signed. @throws OAuthError if the hook returns an error */
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

  /** The claims of the ID token issued with an access token, as they were sent to the hook. */
  identityShown(ctx: Context): Claims | undefined {
    return this.#identities.get(ctx);
  }

  /** The claims of an ID token after the hook. @throws OAuthError if the hook returns an error */
  async changeIdToken(ctx: Context, claims: Claims): Promise<Claims> {
    const known = this.#outcomes.get(ctx);
    const hook = known === undefined ? this.#hookOf(ctx) : undefined;
    const outcome = known ?? (hook && (await this.#ask(ctx, hook, { identity: claims })));
    if (outcome === undefined) return claims;
    const { claims: changed } = outcome.identity;
    const names = Object.keys(this.#identities.get(ctx) ?? claims);
    // Keeps claims that oidc-provider has added since (nonce, hashes), but not those that the hook removed.
    const added = Object.entries(claims).filter(([name]) => !names.includes(name));
    this.#outcomes.set(ctx, outcome);
    return { ...Object.fromEntries(added), ...changed };
  }

  /** The ID token's lifetime in seconds, if the hook sets it. */
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
    // The request's own grant type, not the one that was passed to oidc-provider.
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
