import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { Value } from '../../provision/value.ts';
import { changeOauthClient, consolePath, oauthClient, webAppIds } from '../web-app.ts';
import { all, missingFrom, texts } from '../words.ts';

/** What each grant is for, reported if it is missing. */
const uses: Record<string, string> = {
  authorization_code: 'Users cannot sign in.',
  implicit: 'The widget with implicit flow fails.',
  refresh_token: 'The session ends when the access token expires, in the middle of the demo.',
  interaction_code: 'The embedded widget and the custom form fail.',
};

/** The grants needed for the ways to sign in, and the matching response types. */
export const grantTypes: Check = {
  id: 'grant-types',
  title: 'Grant types',
  area: 'Application',
  needs: ['app'],
  docs: 'https://developer.okta.com/docs/concepts/oauth-openid/#choose-an-oauth-2-0-flow',
  async run(context) {
    const wanted = await context.demo.attributes('okta_app_oauth.web');
    const client = await oauthClient(context);
    const grants = missingFrom(texts(client.grant_types), texts(wanted.grant_types));
    const responses = missingFrom(texts(client.response_types), texts(wanted.response_types));
    const missing = [...grants, ...responses];
    if (missing.length === 0) return ok(`${all(texts(wanted.grant_types))}.`);
    return failure({
      found: `${all(missing)} ${missing.length === 1 ? 'is' : 'are'} not allowed.`,
      expected: `${all(texts(wanted.grant_types))}.`,
      consequence:
        grants.map((grant) => uses[grant]).find((use) => use !== undefined) ??
        'Sign-in methods that need it fail.',
      remedy: `${await consolePath(context)} > General Settings > Grant type: select ${all(missing)}.`,
      ids: webAppIds(context),
      fix: {
        will: `allow ${all(missing)} for the web app`,
        apply: () =>
          changeOauthClient(context, (present) => ({
            grant_types: [...texts(present.grant_types), ...grants] as Value,
            response_types: [...texts(present.response_types), ...responses] as Value,
          })),
      },
    });
  },
};
