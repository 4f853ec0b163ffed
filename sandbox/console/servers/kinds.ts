import type { Item } from '../kernel/api.ts';
import { at, edited, textAt, textsAt } from '../kernel/item.ts';
import { type Kind, choicesOf, groupChoices, isOn } from '../kernel/resource.ts';
import type { Choice, View } from '../kernel/screen.ts';

export const serversApi = '/api/v1/authorizationServers';
export const serverApi = ({ param }: View): string => `${serversApi}/${param('serverId')}`;
export const policyApi = (view: View): string => `${serverApi(view)}/policies/${view.param('policyId')}`;

export const serverKind: Kind = {
  noun: 'authorization server',
  api: () => serversApi,
  fields: (server) => [
    { name: 'name', label: 'Name', required: true, value: textAt(server, 'name') },
    {
      ...{ name: 'audience', label: 'Audience', required: true, value: textsAt(server, 'audiences')[0] },
      hint: 'The aud of the access tokens, such as https://api.example.com.',
      at: () => 'audiences',
    },
    { name: 'description', label: 'Description', value: textAt(server, 'description') },
    {
      ...{ name: 'rotation', label: 'Signing key rotation', type: 'select' },
      value: textAt(server, 'credentials.signing.rotationMode') || 'AUTO',
      choices: [
        { value: 'AUTO', label: 'Automatic' },
        { value: 'MANUAL', label: 'Manual' },
      ],
    },
  ],
  body: (values, server) => ({
    name: values.text('name'),
    description: values.text('description'),
    audiences: [values.text('audience')],
    issuerMode: textAt(server, 'issuerMode') || undefined,
    credentials: { signing: { rotationMode: values.text('rotation') } },
  }),
};

export const scopeKind: Kind = {
  noun: 'scope',
  api: (view) => `${serverApi(view)}/scopes`,
  fields: (scope) => [
    {
      name: 'name',
      label: 'Name',
      required: true,
      value: textAt(scope, 'name'),
      hint: 'Such as orders:read.',
    },
    { name: 'displayName', label: 'Display phrase', value: textAt(scope, 'displayName') },
    { name: 'description', label: 'Description', value: textAt(scope, 'description') },
    {
      ...{ name: 'consent', label: 'User consent', type: 'select' },
      value: textAt(scope, 'consent') || 'IMPLICIT',
      choices: choicesOf(['IMPLICIT', 'REQUIRED', 'FLEXIBLE']),
    },
    { name: 'default', label: 'Default scope', type: 'flag', value: isOn(scope, 'default') },
    { name: 'optional', label: 'Optional scope', type: 'flag', value: isOn(scope, 'optional') },
    {
      ...{ name: 'publish', label: 'Include in public metadata', type: 'flag' },
      value: textAt(scope, 'metadataPublish') === 'ALL_CLIENTS',
    },
  ],
  body: (values) => ({
    name: values.text('name'),
    displayName: values.optional('displayName'),
    description: values.optional('description'),
    consent: values.text('consent'),
    default: values.flag('default'),
    optional: values.flag('optional'),
    metadataPublish: values.flag('publish') ? 'ALL_CLIENTS' : 'NO_CLIENTS',
  }),
};

const scopeChoices = async (view: View): Promise<Choice[]> =>
  (await view.api.listIfAllowed(`${serverApi(view)}/scopes`, { limit: 200 })).map((scope) => ({
    value: textAt(scope, 'name'),
    label: textAt(scope, 'name'),
  }));

const isSystemClaim = (claim: Item): boolean => textAt(claim, 'valueType') === 'SYSTEM';

export const claimKind: Kind = {
  noun: 'claim',
  api: (view) => `${serverApi(view)}/claims`,
  fields: async (claim, view) => [
    { name: 'name', label: 'Name', required: true, value: textAt(claim, 'name') },
    {
      ...{ name: 'claimType', label: 'Include in token type', type: 'select' },
      value: textAt(claim, 'claimType') || 'RESOURCE',
      choices: [
        { value: 'RESOURCE', label: 'Access token' },
        { value: 'IDENTITY', label: 'ID token' },
      ],
    },
    { name: 'always', label: 'Always', type: 'flag', value: claim['alwaysIncludeInToken'] !== false },
    ...(isSystemClaim(claim)
      ? []
      : [
          {
            ...{ name: 'valueType', label: 'Value type', type: 'select' as const },
            value: textAt(claim, 'valueType') || 'EXPRESSION',
            choices: choicesOf(['EXPRESSION', 'GROUPS']),
          },
          {
            ...{ name: 'value', label: 'Value', required: true, value: textAt(claim, 'value') },
            hint: 'An expression such as user.department, or the value that group names are compared with.',
          },
          {
            ...{ name: 'filter', label: 'Group filter', type: 'select' as const },
            value: textAt(claim, 'group_filter_type') || 'STARTS_WITH',
            choices: choicesOf(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX']),
          },
        ]),
    { name: 'disabled', label: 'Disable claim', type: 'flag', value: textAt(claim, 'status') === 'INACTIVE' },
    {
      ...{ name: 'scopes', label: 'Only with these scopes (any scope when none is chosen)', type: 'choices' },
      value: textsAt(claim, 'conditions.scopes'),
      choices: await scopeChoices(view),
    },
  ],
  body: (values, claim) => {
    const valueType = isSystemClaim(claim) ? 'SYSTEM' : values.text('valueType');
    return {
      ...{ name: values.text('name'), claimType: values.text('claimType'), valueType },
      ...(valueType !== 'SYSTEM' && { value: values.text('value') }),
      ...(valueType === 'GROUPS' && { group_filter_type: values.text('filter') }),
      alwaysIncludeInToken: values.flag('always'),
      status: values.flag('disabled') ? 'INACTIVE' : 'ACTIVE',
      conditions: { scopes: values.choices('scopes') },
    };
  },
};

const clientChoices = async ({ api }: View): Promise<Choice[]> =>
  clientsAmong(await api.listIfAllowed('/api/v1/apps', { limit: 200 }));

/** OIDC apps by their client ID. */
export const clientsAmong = (apps: readonly Item[]): Choice[] =>
  apps.flatMap((app) => {
    const value = textAt(app, 'credentials.oauthClient.client_id');
    return value === '' ? [] : [{ value, label: textAt(app, 'label') }];
  });

export const accessPolicyKind: Kind = {
  noun: 'policy',
  api: (view) => `${serverApi(view)}/policies`,
  fields: async (policy, view) => {
    const clients = textsAt(policy, 'conditions.clients.include');
    const all = { value: 'ALL_CLIENTS', label: 'All clients' };
    return [
      { name: 'name', label: 'Name', required: true, value: textAt(policy, 'name') },
      { name: 'description', label: 'Description', required: true, value: textAt(policy, 'description') },
      {
        ...{ name: 'clients', label: 'Assign to', type: 'choices' },
        hint: 'To choose some, clear All clients.',
        value: policy['id'] === undefined ? ['ALL_CLIENTS'] : clients,
        choices: [all, ...(await clientChoices(view))],
      },
    ];
  },
  body: (values, policy) => ({
    name: values.text('name'),
    description: values.text('description'),
    priority: policy['priority'],
    conditions: { clients: { include: values.choices('clients') } },
  }),
};

/** The grant types that a rule may allow. */
export const grantTypes: readonly Choice[] = [
  ['authorization_code', 'Authorization Code'],
  ['client_credentials', 'Client Credentials'],
  ['implicit', 'Implicit (hybrid)'],
  ['interaction_code', 'Interaction Code'],
  ['password', 'Resource Owner Password'],
  ['urn:ietf:params:oauth:grant-type:device_code', 'Device Authorization'],
  ['urn:ietf:params:oauth:grant-type:token-exchange', 'Token Exchange'],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'JWT Bearer'],
  ['urn:ietf:params:oauth:grant-type:saml2-bearer', 'SAML 2.0 Assertion'],
  ['urn:openid:params:grant-type:ciba', 'Client-initiated backchannel authentication flow (CIBA)'],
].map(([value = '', label = '']) => ({ value, label }));

export const accessRuleKind: Kind = {
  noun: 'rule',
  api: (view) => `${policyApi(view)}/rules`,
  fields: async (rule, view) => {
    const isNew = rule['id'] === undefined;
    const grants = isNew ? ['authorization_code'] : textsAt(rule, 'conditions.grantTypes.include');
    const groups = isNew ? ['EVERYONE'] : textsAt(rule, 'conditions.people.groups.include');
    const scopes = isNew ? ['*'] : textsAt(rule, 'conditions.scopes.include');
    const hooks = await view.api.listIfAllowed('/api/v1/inlineHooks', {
      type: 'com.okta.oauth2.tokens.transform',
    });
    const minutes = (name: string, label: string, otherwise: number) => ({
      ...{ name, label, type: 'number' as const, required: true },
      value: isNew ? otherwise : at(rule, `actions.token.${name}`),
    });
    return [
      { name: 'name', label: 'Rule name', required: true, value: textAt(rule, 'name') },
      {
        ...{ name: 'grants', label: 'IF grant type is', type: 'choices', value: grants },
        choices: grantTypes,
      },
      {
        ...{ name: 'groups', label: 'AND user is a member of one of', type: 'choices', value: groups },
        find: 'groups',
        choices: [
          { value: 'EVERYONE', label: 'Any user assigned the app' },
          ...(await groupChoices(
            view,
            groups.filter((id) => id !== 'EVERYONE'),
          )),
        ],
      },
      {
        ...{ name: 'users', label: 'OR is one of these users', type: 'lines' },
        ...{ value: textsAt(rule, 'conditions.people.users.include'), hint: 'User IDs, one per line.' },
      },
      {
        ...{ name: 'scopes', label: 'AND scopes requested', type: 'choices', value: scopes },
        choices: [{ value: '*', label: 'Any scopes' }, ...(await scopeChoices(view))],
      },
      {
        ...{ name: 'hook', label: 'THEN use this inline hook', type: 'select' },
        value: textAt(rule, 'actions.token.inlineHook.id'),
        choices: [
          { value: '', label: 'None (disabled)' },
          ...hooks.map((hook) => ({ value: textAt(hook, 'id'), label: textAt(hook, 'name') })),
        ],
      },
      minutes('accessTokenLifetimeMinutes', 'AND access token lifetime is (minutes)', 60),
      minutes('refreshTokenLifetimeMinutes', 'AND refresh token lifetime is (minutes, 0 is unlimited)', 0),
      minutes('refreshTokenWindowMinutes', 'but will expire if not used every (minutes)', 10_080),
    ];
  },
  body: (values, rule) => {
    const hook = values.text('hook');
    const changed = edited(rule, {
      _links: undefined,
      name: values.text('name'),
      type: 'RESOURCE_ACCESS',
      'conditions.grantTypes.include': values.choices('grants'),
      'conditions.people.groups.include': values.choices('groups'),
      'conditions.people.users.include': values.lines('users'),
      'conditions.scopes.include': values.choices('scopes'),
      'actions.token.inlineHook': hook === '' ? undefined : { id: hook },
    });
    const minutes = [
      'accessTokenLifetimeMinutes',
      'refreshTokenLifetimeMinutes',
      'refreshTokenWindowMinutes',
    ];
    return edited(
      changed,
      Object.fromEntries(minutes.map((name) => [`actions.token.${name}`, values.number(name)])),
    );
  },
};
