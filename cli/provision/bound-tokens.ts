import { inner } from './kinds/kind.ts';
import type { ManagementApi } from './management-api.ts';
import { merge } from './value.ts';
import type { Fields } from './value.ts';

/**
 * Changes some settings in `settings.oauthClient` of an app and keeps all others. Okta replaces an app as a whole.
 * @throws if there is no such app
 */
export async function changeOauthClient(
  api: ManagementApi,
  appId: string,
  change: (present: Fields) => Fields,
): Promise<void> {
  const path = `/api/v1/apps/${appId}`;
  const app = await api.read(path);
  if (!app) throw new Error('The web app no longer exists.');
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
  const changed = change(inner(app, 'settings', 'oauthClient'));
  await api.put(path, merge(body, { settings: { oauthClient: changed } }));
}

/**
 * Sets whether Okta issues only tokens that are bound to a key to an app (RFC 9449). Beside the stack: version 4.20 of Terraform's
 * Okta provider, the oldest that the stack is for, does not know `dpop_bound_access_tokens`.
 * @returns whether that changed anything
 */
export async function requireBoundTokens(
  api: ManagementApi,
  appId: string,
  isRequired: boolean,
): Promise<boolean> {
  const app = await api.read(`/api/v1/apps/${appId}`);
  const present = inner(app, 'settings', 'oauthClient').dpop_bound_access_tokens === true;
  if (!app || present === isRequired) return false;
  await changeOauthClient(api, appId, () => ({ dpop_bound_access_tokens: isRequired }));
  return true;
}
