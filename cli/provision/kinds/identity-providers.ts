import { z } from 'zod';
import type { OrgReader } from '../management-api.ts';
import type { Fields } from '../value.ts';
import { collectionKind, defineKind, text } from './kind.ts';

/** User settings shared by identity providers of all protocols. */
const people = {
  name: z.string(),
  username_template: z.string(),
  account_link_action: z.string(),
  provisioning_action: z.string(),
  subject_match_type: z.string(),
  issuer_mode: z.string(),
};
type People = z.output<z.ZodObject<typeof people>>;

const policy = (declared: People): Fields => ({
  accountLink: { action: declared.account_link_action },
  provisioning: { action: declared.provisioning_action },
  subject: {
    userNameTemplate: { template: declared.username_template },
    matchType: declared.subject_match_type,
  },
});

const social = z.strictObject({
  ...people,
  type: z.string(),
  protocol_type: z.string(),
  scopes: z.array(z.string()),
  client_id: z.string(),
  client_secret: z.string(),
});
type Social = z.output<typeof social>;

const socialBody = (declared: Social, credentials: Fields): Fields => ({
  type: declared.type,
  name: declared.name,
  issuerMode: declared.issuer_mode,
  protocol: { type: declared.protocol_type, scopes: declared.scopes, credentials: { client: credentials } },
  policy: policy(declared),
});

const byName = ({ name }: { name: string }): string => `?q=${encodeURIComponent(name)}`;
const collection = (): string => '/api/v1/idps';

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/ */
export const idpSocial = collectionKind<Social>({
  attributes: social,
  collection,
  query: byName,
  isSame: (present, { name }) => present.name === name,
  body: (declared) =>
    socialBody(declared, { client_id: declared.client_id, client_secret: declared.client_secret }),
  // The secret cannot be compared: a change is detected from the attributes of the last run.
  told: (declared) => socialBody(declared, { client_id: declared.client_id }),
  secrets: ({ client_secret }) => ({ protocol: { credentials: { client: { client_secret } } } }),
  deactivateFirst: true,
});

const saml = z.strictObject({
  ...people,
  issuer: z.string(),
  sso_url: z.string(),
  sso_destination: z.string(),
  sso_binding: z.string(),
  acs_type: z.string(),
  kid: z.string(),
});

/** Undeclared attributes get the values that Terraform's Okta provider sends. */
export const idpSaml = collectionKind<z.output<typeof saml>>({
  attributes: saml,
  collection,
  query: byName,
  isSame: (present, { name }) => present.name === name,
  body: (declared) => ({
    type: 'SAML2',
    name: declared.name,
    protocol: {
      type: 'SAML2',
      endpoints: {
        sso: { url: declared.sso_url, binding: declared.sso_binding, destination: declared.sso_destination },
        acs: { binding: 'HTTP-POST', type: declared.acs_type },
      },
      credentials: { trust: { issuer: declared.issuer, kid: declared.kid } },
      algorithms: {
        request: { signature: { algorithm: 'SHA-256', scope: 'REQUEST' } },
        response: { signature: { algorithm: 'SHA-256', scope: 'ANY' } },
      },
      settings: {
        nameFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
        honorPersistentNameId: false,
      },
    },
    policy: policy(declared),
  }),
  deactivateFirst: true,
});

const key = z.strictObject({ x5c: z.tuple([z.string()]) });
const keys = '/api/v1/idps/credentials/keys';

/** A certificate cannot be changed; a new one is a new key. */
export const idpSamlKey = defineKind(key, {
  async find(api, { x5c }) {
    const all = await api.list(keys);
    const there = all.find((item) => Array.isArray(item.x5c) && item.x5c[0] === x5c[0]);
    return there && { ...asMade(there), current: true };
  },
  create: async (api, { x5c }) => asMade(await api.post(keys, { x5c })),
  update: async (api, { x5c }) => asMade(await api.post(keys, { x5c })),
  delete: (api, _attributes, id) => api.delete(`${keys}/${id}`),
});

const asMade = ({ kid }: Fields) => ({ id: text(kid), exports: { id: text(kid) } });

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/ */
export const policyRuleIdpDiscovery = collectionKind({
  attributes: z.strictObject({
    policy_id: z.string(),
    name: z.string(),
    priority: z.number(),
    app_include: z.array(z.strictObject({ id: z.string(), type: z.string() })),
    user_identifier_type: z.string(),
    user_identifier_patterns: z.array(z.strictObject({ match_type: z.string(), value: z.string() })),
    idp_providers: z.array(z.strictObject({ id: z.string(), type: z.string() })),
  }),
  collection: ({ policy_id }) => `/api/v1/policies/${policy_id}/rules`,
  isSame: (present, { name }) => present.name === name,
  body: (rule) => ({
    type: 'IDP_DISCOVERY',
    name: rule.name,
    status: 'ACTIVE',
    priority: rule.priority,
    conditions: {
      network: { connection: 'ANYWHERE' },
      app: { include: rule.app_include, exclude: [] },
      userIdentifier: {
        type: rule.user_identifier_type,
        patterns: rule.user_identifier_patterns.map(({ match_type, value }) => ({
          matchType: match_type,
          value,
        })),
      },
    },
    actions: { idp: { providers: rule.idp_providers } },
  }),
});

const query = z.strictObject({ name: z.string(), type: z.string() });

/** An existing policy: the data source `okta_policy`. */
export async function readPolicy(api: OrgReader, attributes: Fields): Promise<Fields> {
  const { name, type } = query.parse(attributes);
  const policies = await api.list(`/api/v1/policies?type=${encodeURIComponent(type)}`);
  const found = policies.find((item) => item.name === name);
  if (!found) throw new Error(`The org has no policy '${name}' of type ${type}.`);
  return { name, type, id: text(found.id) };
}
