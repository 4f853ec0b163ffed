import { inner, text } from '../provision/kinds/kind.ts';
import { merge } from '../provision/value.ts';
import type { Fields } from '../provision/value.ts';
import type { Context } from './context.ts';

/** `settings.oauthClient` of the web app as the org has it. */
export async function oauthClient({ demo }: Context): Promise<Fields> {
  return inner(await demo.app(), 'settings', 'oauthClient');
}

/** Where in the admin console the web app's settings are. */
export async function consolePath({ demo }: Context, tab = 'General'): Promise<string> {
  return `Applications > Applications > ${text((await demo.app())?.label)} > ${tab}`;
}

/** Changes some settings of the web app and keeps all others. Okta replaces an app as a whole. */
export async function changeOauthClient(
  { demo, org }: Context,
  change: (present: Fields) => Fields,
): Promise<void> {
  const app = await demo.app();
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
  await org.put(`/api/v1/apps/${text(app.id)}`, merge(body, { settings: { oauthClient: changed } }));
}
