import type { Present } from '../provision/direct-plan.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Fields, Value } from '../provision/value.ts';
import { count, texts } from '../doctor/words.ts';
import { usualName } from './names.ts';

/** Resources that exist in the org, by address. */
type Existing = ReadonlyMap<string, Present>;

/** Why a resource is not the demo's alone, as in `redirect URI https://other.example/callback`. */
type Examine = (api: ManagementApi, one: Present, all: Existing) => Promise<string[]>;

/**
 * Which of the existing resources others use: an app with other redirect URIs or other people, a server for
 * another API, a group that gives access to other apps. Adding the demo to them would concern those people.
 * @param named addresses of resources that the user has named, which only an obstacle keeps from being adopted
 * @returns the reasons by address
 */
export async function usedByOthers(
  present: Existing,
  { api, named }: { api: ManagementApi; named: Readonly<Record<string, unknown>> },
): Promise<ReadonlyMap<string, string[]>> {
  const found = await Promise.all(
    [...present].map(async ([address, one]) => {
      const examine = examinations[address.split('.')[0] ?? ''];
      const reasons = address in named ? [] : ((await examine?.(api, one, present)) ?? []);
      return [address, reasons] as const;
    }),
  );
  return new Map(found.filter(([, reasons]) => reasons.length > 0));
}

const examinations: Record<string, Examine> = {
  okta_app_oauth: async (api, { id, attributes }, all) => {
    const app = await api.read(`/api/v1/apps/${id}`);
    const present = texts(inner(app, 'settings', 'oauthClient').redirect_uris);
    const foreign = present.filter((uri) => !texts(attributes.redirect_uris).includes(uri));
    const groups = await api.list(`/api/v1/apps/${id}/groups?limit=200`);
    const ours = idsOf(all, 'okta_group');
    const others = await foreignGroups(api, groups, ours);
    const users = await api.list(`/api/v1/apps/${id}/users?limit=200`, { pages: 1 });
    const people = users.filter(({ scope }) => scope === 'USER');
    return [
      ...foreign.slice(0, 1).map((uri) => `redirect URI ${uri}`),
      ...(others > 0 ? [`${count(others, 'other group')} assigned`] : []),
      ...(people.length > 0 ? [`${count(people.length, 'person', 'people')} assigned`] : []),
    ];
  },
  okta_app_saml: async (api, { id, attributes }) => {
    const { ssoAcsUrl } = inner(await api.read(`/api/v1/apps/${id}`), 'settings', 'signOn');
    return ssoAcsUrl === attributes.sso_url ? [] : [`ACS URL ${show(ssoAcsUrl)}`];
  },
  okta_auth_server: async (api, { id, attributes }) => {
    const server = await api.read(`/api/v1/authorizationServers/${id}`);
    const audiences = texts(server?.audiences);
    if (audiences.some((one) => !texts(attributes.audiences).includes(one)))
      return [`its audience is ${audiences.join(', ')}`];
    return [];
  },
  okta_group: async (api, { id }, all) => {
    const ours = idsOf(all, 'okta_app_oauth');
    const apps = await api.list(`/api/v1/groups/${id}/apps?limit=200`);
    const others = apps.filter((app) => !ours.includes(text(app.id)));
    if (others.length > 0) return [`gives access to ${text(others[0]?.label)}`];
    if (apps.length > 0) return []; // the demo's own group, with the demo's people
    const members = await api.list(`/api/v1/groups/${id}/users?limit=200`, { pages: 1 });
    return members.length > 0 ? [count(members.length, 'member')] : [];
  },
  okta_event_hook: async (api, { id, attributes }) => {
    const { uri } = inner(await api.read(`/api/v1/eventHooks/${id}`), 'channel', 'config');
    return uri === inner(attributes, 'channel').uri ? [] : [`calls ${show(uri)}`];
  },
  okta_idp_social: async (api, { id, attributes }) => {
    const { client_id } = inner(await api.read(`/api/v1/idps/${id}`), 'protocol', 'credentials', 'client');
    return client_id === attributes.client_id ? [] : [`client ID ${show(client_id)}`];
  },
  okta_idp_saml: async (api, { id, attributes }) => {
    const { issuer } = inner(await api.read(`/api/v1/idps/${id}`), 'protocol', 'credentials', 'trust');
    return issuer === attributes.issuer ? [] : [`issuer ${show(issuer)}`];
  },
};

const idsOf = (all: Existing, type: string): string[] =>
  [...all].flatMap(([address, { id }]) => (address.startsWith(`${type}.`) ? [id] : []));

/** Groups assigned to an app that are neither the demo's nor Everyone. */
async function foreignGroups(api: ManagementApi, assigned: readonly Fields[], ours: readonly string[]) {
  const unknown = assigned.filter(({ id }) => !ours.includes(text(id)));
  const groups = await Promise.all(unknown.map(({ id }) => api.read(`/api/v1/groups/${text(id)}`)));
  return groups.filter((group) => group?.type !== 'BUILT_IN').length;
}

const show = (value: Value | undefined): string => (typeof value === 'string' ? value : 'something else');

/**
 * Resources of which an org can have only one: they are shared, not adopted. Nobody needs to be asked if they
 * already are as the demo needs them.
 */
export const sharedAddresses: readonly string[] = [
  'okta_trusted_origin.app',
  'okta_idp_saml_key.partner_key[0]',
];

/**
 * Which of the shared resources others use too, so that destroy leaves them: the trusted origin if other apps
 * redirect to it, the certificate if another identity provider is verified with it.
 * @param ours ids of the demo's objects: an app that it has adopted has its own name
 */
export async function usedElsewhere(
  api: ManagementApi,
  variables: Fields,
  ours: readonly string[],
): Promise<string[]> {
  const name = typeof variables.name === 'string' ? variables.name : usualName;
  const own = [variables.app_label ?? name, `${name} batch`, `${name} TV`, `${name} fulfilment`];
  const apps = (await api.list('/api/v1/apps?limit=200')).filter(
    ({ id, label }) => !ours.includes(text(id)) && own.every((one) => one !== label),
  );
  const redirects = (app: Fields) => texts(inner(app, 'settings', 'oauthClient').redirect_uris);
  const isHere = (uri: string) => URL.canParse(uri) && new URL(uri).origin === variables.app_url;
  const certificate = variables.saml_certificate ?? '';
  return [
    ...(apps.some((app) => redirects(app).some(isHere)) ? sharedAddresses.slice(0, 1) : []),
    ...(certificate !== '' && (await verifiesOthers(api, certificate, `${name} partner`))
      ? sharedAddresses.slice(1)
      : []),
  ];
}

async function verifiesOthers(api: ManagementApi, certificate: Value, own: string): Promise<boolean> {
  const keys = await api.list('/api/v1/idps/credentials/keys');
  const kid = keys.find(({ x5c }) => Array.isArray(x5c) && x5c[0] === certificate)?.kid;
  if (kid === undefined) return false;
  const idps = await api.list('/api/v1/idps?limit=200');
  return idps.some((idp) => idp.name !== own && inner(idp, 'protocol', 'credentials', 'trust').kid === kid);
}
