import type { ConsoleApi, Item } from '../kernel/api.ts';
import { at, edited, textAt, textsAt } from '../kernel/item.ts';
import type { Kind } from '../kernel/resource.ts';
import type { Field } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';

export const idpsApi = '/api/v1/idps';
const client = 'protocol.credentials.client';
const trust = 'protocol.credentials.trust';

/** Social providers by Okta's names, and the protocol of each. */
const social: Readonly<
  Record<string, { label: string; protocol: 'OIDC' | 'OAUTH2'; scopes: readonly string[] }>
> = {
  GOOGLE: { label: 'Google', protocol: 'OIDC', scopes: ['openid', 'email', 'profile'] },
  FACEBOOK: { label: 'Facebook', protocol: 'OAUTH2', scopes: ['public_profile', 'email'] },
  MICROSOFT: { label: 'Microsoft', protocol: 'OIDC', scopes: ['openid', 'email', 'profile'] },
  LINKEDIN: { label: 'LinkedIn', protocol: 'OAUTH2', scopes: ['r_emailaddress', 'r_liteprofile'] },
  APPLE: { label: 'Apple', protocol: 'OIDC', scopes: ['openid', 'email', 'name'] },
  GITHUB: { label: 'GitHub', protocol: 'OAUTH2', scopes: ['user'] },
  GITLAB: { label: 'GitLab', protocol: 'OIDC', scopes: ['openid', 'email', 'profile'] },
};

export const typeLabel = (idp: Item): string => {
  const type = textAt(idp, 'type');
  return { OIDC: 'OpenID Connect', SAML2: 'SAML 2.0' }[type] ?? social[type]?.label ?? type;
};

const nameField = (idp: Item): Field => ({
  name: 'name',
  label: 'Name',
  required: true,
  value: textAt(idp, 'name'),
});

/** How an account is matched to a user, and what happens if none matches. */
const matchFields = (idp: Item): Field[] => [
  {
    ...{ name: 'username', label: 'IdP username' },
    value: textAt(idp, 'policy.subject.userNameTemplate.template') || 'idpuser.email',
    hint: 'An expression. Its value is compared with the people in this org.',
  },
  {
    ...{ name: 'match', label: 'Match against', type: 'select' },
    value: textAt(idp, 'policy.subject.matchType') || 'USERNAME',
    choices: [
      { value: 'USERNAME', label: 'Okta username' },
      { value: 'EMAIL', label: 'Email' },
      { value: 'USERNAME_OR_EMAIL', label: 'Okta username or email' },
    ],
  },
  {
    ...{ name: 'link', label: 'Link accounts automatically', type: 'flag' },
    value: (textAt(idp, 'policy.accountLink.action') || 'AUTO') === 'AUTO',
  },
  {
    ...{ name: 'provision', label: 'If no match is found, create a new user (JIT)', type: 'flag' },
    value: (textAt(idp, 'policy.provisioning.action') || 'AUTO') === 'AUTO',
  },
];

const matchChanges = (values: Values): Readonly<Record<string, unknown>> => ({
  'policy.subject.userNameTemplate.template': values.text('username'),
  'policy.subject.matchType': values.text('match'),
  'policy.accountLink.action': values.flag('link') ? 'AUTO' : 'DISABLED',
  'policy.provisioning.action': values.flag('provision') ? 'AUTO' : 'DISABLED',
});

const clientFields = (idp: Item): Field[] => [
  {
    name: 'clientId',
    label: 'Client ID',
    required: true,
    value: textAt(idp, `${client}.client_id`),
    at: () => 'client_id',
  },
  {
    ...{ name: 'secret', label: 'Client secret', type: 'password', at: () => 'client_secret' },
    ...(idp['id'] !== undefined && { hint: 'Leave it empty to keep the current one.' }),
  },
  {
    ...{ name: 'scopes', label: 'Scopes', type: 'lines', value: textsAt(idp, 'protocol.scopes') },
    hint: 'One per line.',
  },
];

function clientChanges(
  values: Values,
  idp: Item,
  defaultScopes: readonly string[],
): Readonly<Record<string, unknown>> {
  const scopes = values.lines('scopes');
  return {
    [`${client}.client_id`]: values.text('clientId'),
    [`${client}.client_secret`]: values.secret('secret') || at(idp, `${client}.client_secret`),
    'protocol.scopes': scopes.length === 0 ? defaultScopes : scopes,
  };
}

const endpoints = [
  ['authorization', 'Authorization endpoint'],
  ['token', 'Token endpoint'],
  ['userInfo', 'Userinfo endpoint'],
  ['jwks', 'JWKS endpoint'],
] as const;

const oidcFields = (idp: Item): Field[] => [
  { name: 'issuer', label: 'Issuer', required: true, value: textAt(idp, 'protocol.issuer.url') },
  ...endpoints.map(([name, label]) => ({
    ...{ name, label, required: name !== 'userInfo' },
    value: textAt(idp, `protocol.endpoints.${name}.url`),
  })),
];

const oidcChanges = (values: Values): Readonly<Record<string, unknown>> => ({
  'protocol.issuer.url': values.text('issuer'),
  ...Object.fromEntries(
    endpoints.map(([name]) =>
      values.text(name) === ''
        ? [`protocol.endpoints.${name}`, undefined]
        : [`protocol.endpoints.${name}.url`, values.text(name)],
    ),
  ),
});

const samlFields = (idp: Item): Field[] => [
  { name: 'issuer', label: 'IdP issuer URI', required: true, value: textAt(idp, `${trust}.issuer`) },
  {
    name: 'sso',
    label: 'IdP single sign-on URL',
    required: true,
    value: textAt(idp, 'protocol.endpoints.sso.url'),
  },
  {
    ...{ name: 'binding', label: 'Request binding', type: 'select' },
    value: textAt(idp, 'protocol.endpoints.sso.binding') || 'HTTP-POST',
    choices: ['HTTP-POST', 'HTTP-REDIRECT'].map((value) => ({ value, label: value })),
  },
  {
    ...{ name: 'certificate', label: 'IdP signature certificate', type: 'area' },
    ...(idp['id'] === undefined ? { required: true } : { hint: 'Leave it empty to keep the current one.' }),
  },
];

async function samlChanges(
  values: Values,
  idp: Item,
  api: ConsoleApi,
): Promise<Readonly<Record<string, unknown>>> {
  const certificate = values.text('certificate').replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const key =
    certificate === '' ? undefined : await api.post(`${idpsApi}/credentials/keys`, { x5c: [certificate] });
  return {
    [`${trust}.issuer`]: values.text('issuer'),
    [`${trust}.kid`]: key?.['kid'] ?? at(idp, `${trust}.kid`),
    'protocol.endpoints.sso.url': values.text('sso'),
    'protocol.endpoints.sso.destination': values.text('sso'),
    'protocol.endpoints.sso.binding': values.text('binding'),
  };
}

export interface IdpKind {
  readonly label: string;
  readonly fields: (idp: Item) => Field[];
  readonly body: (values: Values, idp: Item, api: ConsoleApi) => Item | Promise<Item>;
}

const shared = (values: Values): Readonly<Record<string, unknown>> => ({
  ...{ _links: undefined, name: values.text('name') },
  ...matchChanges(values),
});

/** The kinds of providers that can be added, in the words of Okta's button. */
export const kinds: Readonly<Record<'social' | 'oidc' | 'saml', IdpKind>> = {
  social: {
    label: 'Add social IdP',
    fields: (idp) => [
      ...(idp['id'] === undefined
        ? [
            {
              ...{ name: 'type', label: 'Identity provider', type: 'select' as const },
              choices: Object.entries(social).map(([value, { label }]) => ({ value, label })),
            },
          ]
        : []),
      nameField(idp),
      ...clientFields(idp),
      ...matchFields(idp),
    ],
    body: (values, idp) => {
      const type = textAt(idp, 'type') || values.text('type');
      const { protocol = 'OAUTH2', scopes = [] } = social[type] ?? {};
      return edited(idp, {
        ...{ ...shared(values), type },
        'protocol.type': textAt(idp, 'protocol.type') || protocol,
        ...clientChanges(values, idp, scopes),
      });
    },
  },
  oidc: {
    label: 'Add OpenID Connect IdP',
    fields: (idp) => [nameField(idp), ...clientFields(idp), ...oidcFields(idp), ...matchFields(idp)],
    body: (values, idp) =>
      edited(idp, {
        ...{ ...shared(values), type: 'OIDC', 'protocol.type': 'OIDC' },
        ...clientChanges(values, idp, ['openid', 'email', 'profile']),
        ...oidcChanges(values),
      }),
  },
  saml: {
    label: 'Add SAML 2.0 IdP',
    fields: (idp) => [nameField(idp), ...samlFields(idp), ...matchFields(idp)],
    body: async (values, idp, api) =>
      edited(idp, {
        ...{ ...shared(values), type: 'SAML2', 'protocol.type': 'SAML2' },
        ...(await samlChanges(values, idp, api)),
      }),
  },
};

const kindOf = (idp: Item): IdpKind =>
  ({ OIDC: kinds.oidc, SAML2: kinds.saml })[textAt(idp, 'type')] ?? kinds.social;

/** The form of a provider that is there. */
export const idpKind: Kind = {
  noun: 'identity provider',
  api: () => idpsApi,
  fields: (idp) => kindOf(idp).fields(idp),
  body: (values, idp, { api }) => kindOf(idp).body(values, idp, api),
};
