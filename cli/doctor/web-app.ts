import { inner, text } from '../provision/kinds/kind.ts';
import { changeOauthClient as changeSettings } from '../provision/oauth-client.ts';
import type { Fields } from '../provision/value.ts';
import type { ConsoleIds } from '../../shared/admin-console.ts';
import type { Context } from './context.ts';

/** `settings.oauthClient` of the web app in the org. */
export async function oauthClient({ demo }: Context): Promise<Fields> {
  return inner(await demo.app(), 'settings', 'oauthClient');
}

/** Where in the Admin Console the web app's settings are. */
export async function consolePath({ demo }: Context, tab = 'General'): Promise<string> {
  return `Applications > Applications > ${text((await demo.app())?.label)} > ${tab}`;
}

/** For the link to the web app's settings. */
export const webAppIds = ({ config }: Context): ConsoleIds => ({ app: config.okta.clientId });

/** Changes some settings of the web app and keeps all others. */
export const changeOauthClient = (
  { config, org }: Context,
  change: (present: Fields) => Fields,
): Promise<boolean> => changeSettings(org, config.okta.clientId, change);
