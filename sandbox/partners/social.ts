import type { Context } from 'koa';
import mount from 'koa-mount';
import type { Provider } from 'oidc-provider';
import { readForm } from '../http/form.ts';
import type { OidcEndpoints } from '../idps/oidc.ts';
import type { Artifacts } from '../oauth/artifacts.ts';
import type { Org } from '../org/org.ts';
import { readChoice } from './account-form.ts';
import type { PartnerAccounts } from './accounts.ts';
import { renderChooser } from './chooser.ts';
import type { Partner, PartnerIdentity } from './partner.ts';
import { createSocialProvider, keyOwner } from './social-provider.ts';

/** What a social partner is made of. */
export interface SocialParts {
  readonly org: Org;
  readonly artifacts: Artifacts;
  readonly accounts: PartnerAccounts;
  readonly identity: PartnerIdentity;
  /** Its address, path included. */
  readonly issuer: string;
}

/**
 * An identity provider in Google's or Facebook's place: the protocol, and the page where a person chooses an
 * account.
 */
export class SocialPartner implements Partner {
  readonly #parts: SocialParts;
  #provider: { readonly keyId: string; readonly made: Promise<Provider> } | undefined;

  constructor(parts: SocialParts) {
    this.#parts = parts;
  }

  /** Where the org finds it. Facebook gives no ID tokens, so its place has no keys. */
  get endpoints(): OidcEndpoints {
    const { identity, issuer } = this.#parts;
    const endpoints = { issuer, authorization: `${issuer}/auth`, token: `${issuer}/token` };
    if (identity.name === 'facebook') return { ...endpoints, userInfo: `${issuer}/profile` };
    return { ...endpoints, jwks: `${issuer}/jwks`, userInfo: `${issuer}/me` };
  }

  async handle(ctx: Context, path: string): Promise<boolean> {
    const uid = /^\/accounts\/([\w-]+)$/.exec(path)?.[1];
    const provider = await this.#open();
    if (uid !== undefined) return await this.#choose(ctx, provider, uid);
    if (path === '/profile') return await this.#showProfile(ctx, provider);
    if (!/^\/(auth(\/[\w-]+)?|token|jwks|me|\.well-known\/openid-configuration)$/.test(path)) return false;
    await mount(`/${this.#parts.identity.name}`, provider as never)(ctx, async () => undefined);
    return true;
  }

  /** Created again after a reset of the org has removed its keys. */
  #open(): Promise<Provider> {
    const { org, artifacts, accounts, identity, issuer } = this.#parts;
    const keyId = org.transaction(() => org.signingKeys.ensureFor(keyOwner(identity)).id);
    if (this.#provider?.keyId !== keyId)
      this.#provider = { keyId, made: createSocialProvider(org, artifacts, accounts, identity, issuer) };
    return this.#provider.made;
  }

  async #choose(ctx: Context, provider: Provider, uid: string): Promise<boolean> {
    const { accounts, identity } = this.#parts;
    const interaction = await provider.Interaction.find(uid);
    if (interaction === undefined || ctx.cookies.get(provider.cookieName('interaction')) !== uid)
      return false;
    const hint = interaction.params.login_hint;
    const page = { identity, accounts: accounts.offered(identity.name) };
    if (ctx.method !== 'POST') {
      renderChooser(ctx, { ...page, values: { email: typeof hint === 'string' ? hint : '' } });
      return true;
    }
    const form = await readForm(ctx);
    const choice = readChoice(form, page.accounts);
    if (choice.kind === 'invalid') {
      ctx.status = 400;
      renderChooser(ctx, { ...page, values: form, errors: choice.errors });
      return true;
    }
    if (choice.kind === 'cancel')
      interaction.result = { error: 'access_denied', error_description: 'The user denied the request.' };
    else if (choice.kind === 'fail')
      interaction.result = { error: 'temporarily_unavailable', error_description: 'We are having trouble.' };
    else {
      const { id } = accounts.open(identity.name, choice.account);
      interaction.result = { login: { accountId: id, remember: false } };
    }
    delete (interaction as { session?: unknown }).session;
    await interaction.persist();
    ctx.status = 303;
    ctx.redirect(interaction.returnTo);
    return true;
  }

  /** How Facebook identifies the user: it returns a profile for an access token. */
  async #showProfile(ctx: Context, provider: Provider): Promise<boolean> {
    const token = /^Bearer (.+)$/i.exec(ctx.get('authorization'))?.[1];
    const found = token === undefined ? undefined : await provider.AccessToken.find(token);
    const account = found && this.#parts.accounts.get(found.accountId);
    if (account === undefined) {
      ctx.status = 401;
      return true;
    }
    const { id, firstName, lastName, email } = account;
    ctx.body = { id, name: `${firstName} ${lastName}`, first_name: firstName, last_name: lastName, email };
    return true;
  }
}
