import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { inner } from '../../provision/kinds/kind.ts';
import { changeOauthClient, consolePath, oauthClient, webAppIds } from '../web-app.ts';
import { show } from '../words.ts';

/** Where the tile on Okta's dashboard leads (L9). */
export const initiateLogin: Check = {
  id: 'initiate-login',
  title: 'Initiate login URI',
  area: 'Application',
  needs: ['app'],
  docs: 'https://developer.okta.com/docs/guides/login-using-org/',
  async run(context) {
    const { login_uri: uri, login_mode: mode } = await context.demo.attributes('okta_app_oauth.web');
    const client = await oauthClient(context);
    const presentMode = inner(client, 'idp_initiated_login').mode;
    const there = client.initiate_login_uri;
    if (there === uri && presentMode === mode) return ok(show(uri));
    return failure({
      found:
        there === uri
          ? `It is set, but “Login initiated by” is ${show(presentMode ?? 'not set')}.`
          : `It is ${there === undefined ? 'not set' : show(there)}.`,
      expected: `${show(uri)}, with an OIDC-compliant redirect (${show(mode)}).`,
      consequence: 'The dashboard tile does not sign users in to the shop.',
      remedy: `${await consolePath(context)} > Login: set “Login initiated by” to Either Okta or App, and the Initiate login URI to ${show(uri)}.`,
      ids: webAppIds(context),
      fix: {
        will: `set the web app's Initiate login URI to ${show(uri)}`,
        apply: () =>
          changeOauthClient(context, () => ({
            initiate_login_uri: uri ?? null,
            idp_initiated_login: { mode: mode ?? 'SPEC', default_scope: [] },
          })),
      },
    });
  },
};
