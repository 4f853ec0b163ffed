import { failure, ok } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import type { Context } from '../context.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import { changeOauthClient as changeClient } from '../../provision/oauth-client.ts';
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
    if (missing.length === 0) return (await wrongTv(context)) ?? ok(`${all(texts(wanted.grant_types))}.`);
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

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The app of the television, if the shop has one: without the device grant, it shows no code. */
async function wrongTv({ org, config }: Context): Promise<Verdict | undefined> {
  const { tvClientId } = config.okta;
  if (tvClientId === undefined) return undefined;
  const app = await org.read(`/api/v1/apps/${tvClientId}`);
  const expected = 'An active native app with the grant Device Authorization.';
  const consequence = 'Signing in on a TV fails.';
  const ids = { app: tvClientId };
  if (app?.status !== 'ACTIVE')
    return failure({
      found: app ? `“${text(app.label)}” is inactive.` : `The org has no app ${tvClientId} for the TV.`,
      ...{ expected, consequence, ids },
      remedy: app ? `Applications > ${text(app.label)} > Activate.` : 'multidemo init',
    });
  const grants = texts(inner(app, 'settings', 'oauthClient').grant_types);
  if (grants.includes(deviceGrant)) return undefined;
  return failure({
    found: `“${text(app.label)}” may use ${all(grants)} only.`,
    ...{ expected, consequence, ids },
    remedy: `Applications > ${text(app.label)} > General Settings > Grant type: select Device Authorization.`,
    fix: {
      will: `allow the device grant for “${text(app.label)}”`,
      apply: () => changeClient(org, tvClientId, () => ({ grant_types: [...grants, deviceGrant] as Value })),
    },
  });
}
