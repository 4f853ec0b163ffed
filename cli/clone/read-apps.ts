import type { SeedApp } from '../../sandbox/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { Fields, Value } from '../provision/value.ts';
import { type Names, type OrgReader, attributesIn, each } from './reader.ts';
import { pick } from './redact.ts';

/** Okta's own apps, which every org has. */
const ownApps = ['saasure', 'okta_enduser', 'okta_browser_plugin', 'okta_flow_sso', 'active_directory'];
const publicKey = ['kty', 'use', 'alg', 'kid', 'e', 'n', 'crv', 'x', 'y', 'status'];
const client = ['client_id', 'autoKeyRotation', 'token_endpoint_auth_method', 'pkce_required'];

/** Apps with their assignments, without client secrets and passwords. */
export async function readApps(reader: OrgReader, known: Names, keep: readonly string[]): Promise<SeedApp[]> {
  const all = await reader.require('apps', '/api/v1/apps?limit=200');
  const apps = all.filter(({ name }) => !ownApps.includes(text(name)));
  return each(apps, async (app) => {
    const path = `/api/v1/apps/${text(app.id)}`;
    const label = text(app.label);
    const clientId = inner(app, 'credentials', 'oauthClient').client_id;
    if (typeof clientId === 'string') known.set(clientId, label);
    const groups = await reader.list('app assignments', `${path}/groups?limit=200`);
    const users = await reader.list('app assignments', `${path}/users?limit=200`);
    const grants =
      clientId === undefined ? [] : await reader.list('scopes granted to apps', `${path}/grants`);
    const schema = await reader.read('app attributes', `/api/v1/meta/schemas/apps/${text(app.id)}/default`);
    return {
      app: {
        // The org makes up names of custom apps, as in acme_portal_1; others are names in the catalog.
        ...(!/_\d+$/.test(text(app.name)) && { name: text(app.name) }),
        ...pick(app, ['label', 'signOnMode', 'accessibility', 'visibility']),
        credentials: credentialsOf(app),
        settings: settingsOf(app),
        ...(app.profile != null && { profile: app.profile }),
      },
      status: app.status === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
      attributes: attributesIn(schema),
      groups: groups.flatMap((assigned) => {
        const { id, priority } = assigned;
        const group = known.get(text(id));
        return group === undefined
          ? []
          : [
              {
                group,
                profile: inner(assigned, 'profile'),
                ...(typeof priority === 'number' && { priority }),
              },
            ];
      }),
      users: users.flatMap((assigned) => {
        const login = assigned.scope === 'USER' ? known.get(text(assigned.id)) : undefined;
        return login === undefined ? [] : [{ login, profile: pick(inner(assigned, 'profile'), keep) }];
      }),
      grants: grants.map(({ scopeId }) => text(scopeId)),
    };
  });
}

const credentialsOf = (app: Fields): Fields => {
  const given = inner(app, 'credentials');
  const oauthClient = pick(inner(given, 'oauthClient'), client);
  return {
    ...pick(given, ['userNameTemplate', 'scheme']),
    ...(Object.keys(oauthClient).length > 0 && { oauthClient }),
  };
};

/** Without what refers to other things in the org by their IDs: inline hooks and network zones. */
function settingsOf(app: Fields): Fields {
  const { oauthClient, signOn, ...rest } = inner(app, 'settings');
  const { network: _, jwks: __, ...clientSettings } = inner(app, 'settings', 'oauthClient');
  const { inlineHooks: ___, ...signOnSettings } = inner(app, 'settings', 'signOn');
  const keys = (inner(app, 'settings', 'oauthClient', 'jwks').keys ?? []) as Fields[];
  return {
    ...rest,
    ...(signOn != null && { signOn: signOnSettings }),
    ...(oauthClient != null && {
      oauthClient: {
        ...clientSettings,
        ...(keys.length > 0 && { jwks: { keys: keys.map((key): Value => pick(key, publicKey)) } }),
      },
    }),
  };
}
