import { z } from 'zod';
import { inner } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Fields } from '../provision/value.ts';

const withId = z.object({ id: z.string() });

/** The agent sends people to the org, and not the other way round: its apps have no tile. */
const notOnDashboards = { hide: { iOS: true, web: true } };

/** An OpenID Connect app that an agent needs. */
export interface AgentApp {
  readonly label: string;
  /** How it proves who it is. */
  readonly authentication: Fields;
  readonly client: Fields;
}

/** Makes an app that everyone in the org may use. @returns its ID */
export async function createApp(
  api: ManagementApi,
  { label, authentication, client }: AgentApp,
): Promise<string> {
  const { id } = withId.parse(
    await api.post('/api/v1/apps', {
      name: 'oidc_client',
      label,
      signOnMode: 'OPENID_CONNECT',
      visibility: notOnDashboards,
      credentials: { oauthClient: authentication },
      settings: { oauthClient: client },
    }),
  );
  const groups = await api.list('/api/v1/groups?q=Everyone');
  for (const group of groups.slice(0, 1))
    await api.put(`/api/v1/apps/${id}/groups/${withId.parse(group).id}`);
  return id;
}

/** The app with the known ID or the label; creates it if there is none. */
export async function ensureApp(
  api: ManagementApi,
  app: AgentApp,
  known: string | undefined,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  if (known !== undefined && (await api.read(`/api/v1/apps/${known}`))) return { id: known, isNew: false };
  const present = await api.list(`/api/v1/apps?q=${encodeURIComponent(app.label)}`);
  const found = present.find(({ label }) => label === app.label);
  if (found) return { id: withId.parse(found).id, isNew: false };
  return { id: await createApp(api, app), isNew: true };
}

/** Puts an app under the sign-on policy of another; a Classic org has no such policies. */
export async function signInLike(api: ManagementApi, model: string, appId: string): Promise<void> {
  const { href } = inner(await api.read(`/api/v1/apps/${model}`), '_links', 'accessPolicy');
  if (typeof href === 'string')
    await api.put(`/api/v1/apps/${appId}/policies/${href.split('/').at(-1) ?? ''}`);
}

/** Okta deletes only inactive apps. */
export async function removeApp(api: ManagementApi, id: string): Promise<void> {
  await api.post(`/api/v1/apps/${id}/lifecycle/deactivate`);
  await api.delete(`/api/v1/apps/${id}`);
}
