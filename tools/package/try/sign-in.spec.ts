import { expect, orgTest } from 'okta-multidemo/playwright';
import { addAda, addApp } from './people.js';

let app = '';
const test = orgTest({}, async (org) => {
  await addAda(org);
  app = await addApp(org, 'http://localhost:39999/callback');
});
test.use({ user: 'ada' });

test('an application signs in a user who has a session, without a question', async ({
  signedInPage,
  org,
}) => {
  const request = new URLSearchParams({
    client_id: app,
    redirect_uri: 'http://localhost:39999/callback',
    response_type: 'code',
    scope: 'openid',
    state: 'one',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const [arrived] = await Promise.all([
    signedInPage.waitForRequest(/:39999\/callback/),
    // Nothing listens there.
    signedInPage.goto(`${org.url}/oauth2/default/v1/authorize?${request.toString()}`).catch(() => undefined),
  ]);
  expect(arrived.url()).toMatch(/callback\?code=.+&state=one/);
});

test('without a session the org asks', async ({ page, org }) => {
  await page.goto(`${org.url}/app/UserHome`);
  await expect(page.getByLabel('Username')).toBeVisible();
});
