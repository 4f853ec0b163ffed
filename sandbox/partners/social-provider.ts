import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { callbackPath } from '../idps/oidc.ts';
import { protocolOf } from '../idps/settings.ts';
import { adapterFor, type Artifacts } from '../oauth/artifacts.ts';
import { privateJwks } from '../oauth/keys.ts';
import { loadOidcProvider } from '../oauth/library/load.ts';
import type { Org } from '../org/org.ts';
import type { PartnerAccounts } from './accounts.ts';
import type { PartnerIdentity } from './partner.ts';

/** Seconds. */
const tenMinutes = 600;

/**
 * A social identity provider: OpenID Connect by oidc-provider. Its clients come from the org's identity
 * provider settings, as if they had been registered in its console.
 */
export async function createSocialProvider(
  org: Org,
  artifacts: Artifacts,
  accounts: PartnerAccounts,
  identity: PartnerIdentity,
  issuer: string,
): Promise<Provider> {
  const { Provider: Library, interactionPolicy } = await loadOidcProvider();
  const prompts = interactionPolicy.base();
  prompts.remove('consent');
  // Always asks for an account, even if one was chosen a minute ago: demos switch between users.
  prompts
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'choose_account',
        'The user must choose an account.',
        ({ oidc }: KoaContextWithOIDC) => oidc.result?.login === undefined,
      ),
    );
  const stored = (model: string) => adapterFor(artifacts, `${identity.name}:${model}`, org.clock, issuer);
  const configuration: Configuration = {
    adapter: (model: string) =>
      model === 'Client'
        ? { ...stored(model), find: async (id) => clientOf(org, identity, issuer, id) }
        : stored(model),
    jwks: await privateJwks(org, keyOwner(identity)),
    scopes: ['openid', 'profile', 'email', 'public_profile'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name'],
      email: ['email', 'email_verified'],
    },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic', 'none'],
    pkce: { required: () => false },
    // Cookies ignore ports, so these names must differ from the org's.
    cookies: {
      names: {
        session: `${identity.name}_session`,
        interaction: `${identity.name}_interaction`,
        resume: `${identity.name}_resume`,
      },
      long: { httpOnly: true, sameSite: 'lax', path: '/' },
      short: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    findAccount: async (_ctx, id) => {
      const account = accounts.get(id);
      if (account === undefined) return undefined;
      const { firstName, lastName, email } = account;
      const name = `${firstName} ${lastName}`;
      const claims = { name, given_name: firstName, family_name: lastName, email, email_verified: true };
      return { accountId: id, claims: async () => ({ sub: id, ...claims }) };
    },
    loadExistingGrant: async (ctx) => {
      const { client, account, provider } = ctx.oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: account?.accountId ?? '',
      });
      grant.addOIDCScope([...ctx.oidc.requestParamScopes].join(' '));
      await grant.save();
      return grant;
    },
    expiresWithSession: async () => false,
    interactions: { policy: prompts, url: async (_ctx, { uid }) => `${issuer}/accounts/${uid}` },
    ttl: {
      AccessToken: tenMinutes,
      AuthorizationCode: 60,
      Grant: tenMinutes,
      IdToken: tenMinutes,
      Interaction: 6 * tenMinutes,
      Session: 6 * tenMinutes,
    },
    renderError: (ctx, out) => {
      ctx.type = 'text/plain';
      ctx.body = `${identity.title} cannot answer this request.\n\n${out.error}: ${out.error_description ?? ''}\n`;
    },
  };
  return new Library(issuer, configuration);
}

/** The name under which its signing keys stand. */
export const keyOwner = ({ name }: PartnerIdentity): string => `partner:${name}`;

function clientOf(org: Org, identity: PartnerIdentity, issuer: string, id: string) {
  const type = identity.name.toUpperCase();
  const credentials = org.identityProviders
    .all()
    .filter((idp) => {
      const { authorization } = protocolOf(idp).endpoints ?? {};
      return idp.type === type || authorization?.url?.startsWith(`${issuer}/`) === true;
    })
    .map((idp) => protocolOf(idp).credentials?.client)
    .find((client) => client?.client_id === id);
  if (credentials === undefined) return undefined;
  const { client_secret: secret } = credentials;
  return {
    client_id: id,
    ...(secret !== undefined && { client_secret: secret }),
    redirect_uris: [org.url + callbackPath],
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    token_endpoint_auth_method: secret === undefined ? ('none' as const) : ('client_secret_post' as const),
  };
}
