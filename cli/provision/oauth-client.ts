import { inner } from './kinds/kind.ts';
import type { ManagementApi } from './management-api.ts';
import { covers, merge } from './value.ts';
import type { Fields } from './value.ts';

/**
 * Changes some settings in `settings.oauthClient` of an app and keeps all others. Okta replaces an app as a whole.
 * @returns whether that changed anything; not if there is no such app
 */
export async function changeOauthClient(
  api: ManagementApi,
  appId: string,
  change: (present: Fields) => Fields,
): Promise<boolean> {
  const path = `/api/v1/apps/${appId}`;
  const app = await api.read(path);
  const present = inner(app, 'settings', 'oauthClient');
  const wanted = change(present);
  if (!app || covers(present, wanted)) return false;
  const { name, label, signOnMode, accessibility, visibility, credentials, settings, profile } = app;
  const body = {
    ...(name !== undefined && { name }),
    ...(label !== undefined && { label }),
    ...(signOnMode !== undefined && { signOnMode }),
    ...(accessibility !== undefined && { accessibility }),
    ...(visibility !== undefined && { visibility }),
    ...(credentials !== undefined && { credentials }),
    ...(settings !== undefined && { settings }),
    ...(profile !== undefined && { profile }),
  };
  await api.put(path, merge(body, { settings: { oauthClient: wanted } }));
  return true;
}

/**
 * Sets whether Okta issues only tokens that are bound to a key to an app (RFC 9449). Beside the stack: version 4.20 of Terraform's
 * Okta provider, the oldest that the stack is for, does not know `dpop_bound_access_tokens`.
 * @returns whether that changed anything
 */
export const requireBoundTokens = (
  api: ManagementApi,
  appId: string,
  isRequired: boolean,
): Promise<boolean> => changeOauthClient(api, appId, () => ({ dpop_bound_access_tokens: isRequired }));

/**
 * Lets the shop take part in front-channel single logout. Only for the sandbox: in an org in the cloud the feature is Early
 * Access, and the oldest Okta provider that the stack works with does not know these settings.
 * @see https://developer.okta.com/docs/guides/single-logout/
 */
export const joinSingleLogout = (api: ManagementApi, appId: string, appUrl: string): Promise<boolean> =>
  changeOauthClient(api, appId, () => ({
    participate_slo: true,
    frontchannel_logout_uri: `${appUrl}/logout/frontchannel`,
    frontchannel_logout_session_required: true,
  }));
