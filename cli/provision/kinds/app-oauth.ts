import { z } from 'zod';
import type { ManagementApi } from '../management-api.ts';
import type { Fields } from '../value.ts';
import { collectionKind, inner, text } from './kind.ts';
import type { Kind, Made } from './kind.ts';

const texts = z.array(z.string());

/**
 * An OpenID Connect app. Undeclared attributes get the values that Terraform's Okta provider sends.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 */
const app = collectionKind({
  attributes: z.strictObject({
    label: z.string(),
    type: z.enum(['web', 'browser', 'native', 'service']),
    grant_types: texts,
    response_types: texts,
    redirect_uris: texts.default([]),
    post_logout_redirect_uris: texts.default([]),
    login_uri: z.string().default(''),
    login_mode: z.enum(['DISABLED', 'SPEC', 'OKTA']).default('DISABLED'),
    login_scopes: texts.default([]),
    hide_web: z.boolean().default(true),
    hide_ios: z.boolean().default(true),
    issuer_mode: z.string().default('ORG_URL'),
    consent_method: z.string().default('TRUSTED'),
    token_endpoint_auth_method: z.string().default('client_secret_basic'),
    /** Like the provider: if unset, it depends on the kind of client. */
    pkce_required: z.boolean().optional(),
    refresh_token_rotation: z.string().default(''),
    refresh_token_leeway: z.number().default(0),
    /** Id of a sign-on policy; if empty, the app has the org's default. */
    authentication_policy: z.string().default(''),
  }),
  collection: () => '/api/v1/apps',
  query: ({ label }) => `?q=${encodeURIComponent(label)}`,
  isSame: (present, { label }) => present.name === 'oidc_client' && present.label === label,
  body: (app) => ({
    name: 'oidc_client',
    label: app.label,
    signOnMode: 'OPENID_CONNECT',
    accessibility: { selfService: false },
    visibility: { autoSubmitToolbar: false, hide: { iOS: app.hide_ios, web: app.hide_web } },
    credentials: {
      oauthClient: {
        autoKeyRotation: true,
        token_endpoint_auth_method: app.token_endpoint_auth_method,
        pkce_required: app.pkce_required ?? (app.type === 'browser' || app.type === 'native'),
      },
      userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' },
    },
    settings: {
      implicitAssignment: false,
      oauthClient: {
        application_type: app.type,
        consent_method: app.consent_method,
        grant_types: app.grant_types,
        response_types: app.response_types,
        redirect_uris: app.redirect_uris,
        post_logout_redirect_uris: app.post_logout_redirect_uris,
        ...(app.login_uri && { initiate_login_uri: app.login_uri }),
        idp_initiated_login: { mode: app.login_mode, default_scope: app.login_scopes },
        issuer_mode: app.issuer_mode,
        wildcard_redirect: 'DISABLED',
        ...(app.grant_types.includes('refresh_token') && {
          refresh_token: { rotation_type: app.refresh_token_rotation, leeway: app.refresh_token_leeway },
        }),
      },
    },
  }),
  keep: (present) => {
    const { client_id, client_secret } = inner(present, 'credentials', 'oauthClient');
    return {
      credentials: {
        oauthClient: { ...(client_id && { client_id }), ...(client_secret && { client_secret }) },
      },
    };
  },
  exports: (present) => {
    const { client_id, client_secret } = inner(present, 'credentials', 'oauthClient');
    return { client_id: text(client_id), ...(client_secret && { client_secret }) };
  },
  toldOnce: ({ token_endpoint_auth_method: method }) => (method === 'none' ? [] : ['client_secret']),
  deactivateFirst: true,
});

const policyOf = ({ authentication_policy: policy }: Fields): string =>
  typeof policy === 'string' ? policy : '';

/** An app and its sign-on policy take two API calls. */
async function withPolicy(api: ManagementApi, attributes: Fields, made: Made): Promise<Made> {
  const policy = policyOf(attributes);
  if (policy !== '') await api.put(`/api/v1/apps/${made.id}/policies/${policy}`);
  return made;
}

/** An app that is assigned the sign-on policy that it declares. */
export const underPolicy = (app: Kind): Kind => ({
  ...app,
  async find(api, attributes, before) {
    const found = await app.find(api, attributes, before);
    const policy = policyOf(attributes);
    if (!found || policy === '') return found;
    const { href } = inner(await api.read(`/api/v1/apps/${found.id}`), '_links', 'accessPolicy');
    return { ...found, current: found.current && typeof href === 'string' && href.endsWith(`/${policy}`) };
  },
  create: async (api, attributes) => withPolicy(api, attributes, await app.create(api, attributes)),
  update: async (api, attributes, id) => withPolicy(api, attributes, await app.update(api, attributes, id)),
});

export const appOauth: Kind = {
  ...underPolicy(app),
  // The app keeps its own sign-on policy. Its secret is read: an update, which also returns it, would change it.
  async add(api, attributes, found) {
    const made = await app.add(api, attributes, found);
    if ('client_secret' in made.exports) return made;
    const secret = await clientSecretOf(api, made.id);
    return { ...made, exports: { ...made.exports, ...(secret !== undefined && { client_secret: secret }) } };
  },
};

/** The active secret, which the app itself does not contain. */
export async function clientSecretOf(api: ManagementApi, appId: string): Promise<string | undefined> {
  const secrets = await api.list(`/api/v1/apps/${appId}/credentials/secrets`);
  const secret = secrets.find(({ status }) => status === 'ACTIVE')?.client_secret;
  return typeof secret === 'string' ? secret : undefined;
}
