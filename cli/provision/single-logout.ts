import type { ManagementApi } from './management-api.ts';
import { inner } from './kinds/kind.ts';
import { covers, merge } from './value.ts';
import type { Fields } from './value.ts';

/**
 * Lets the shop take part in front-channel single logout. Only for the sandbox: in an org in the cloud the feature is Early
 * Access, and the oldest Okta provider that the stack works with does not know these settings.
 * @see https://developer.okta.com/docs/guides/single-logout/
 */
export async function joinSingleLogout(api: ManagementApi, appId: string, appUrl: string): Promise<void> {
  const path = `/api/v1/apps/${appId}`;
  const app = await api.read(path);
  const wanted: Fields = {
    participate_slo: true,
    frontchannel_logout_uri: `${appUrl}/logout/frontchannel`,
    frontchannel_logout_session_required: true,
  };
  if (app === undefined || covers(inner(app, 'settings', 'oauthClient'), wanted)) return;
  const { _links, _embedded, ...fields } = app;
  await api.put(path, merge(fields, { settings: { oauthClient: wanted } }));
}
