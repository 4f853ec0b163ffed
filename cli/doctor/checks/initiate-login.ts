import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { inner } from '../../provision/kinds/kind.ts';
import { changeOauthClient, consolePath, oauthClient } from '../web-app.ts';
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
      expected: `${show(uri)}, redirecting as OpenID Connect specifies (${show(mode)}).`,
      consequence: 'The dashboard tile does not open the shop signed in.',
      remedy: `${await consolePath(context)} > Login: either Okta or app; Initiate login URI ${show(uri)}.`,
      fix: {
        will: `set the Initiate login URI of the web app to ${show(uri)}`,
        apply: () =>
          changeOauthClient(context, () => ({
            initiate_login_uri: uri ?? null,
            idp_initiated_login: { mode: mode ?? 'SPEC', default_scope: [] },
          })),
      },
    });
  },
};
