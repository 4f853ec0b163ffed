import { expect } from 'vitest';
import type { Sandbox } from 'okta-multidemo/sandbox';
import { orgTest } from 'okta-multidemo/vitest';
import { addApp, addAda } from './people.js';

let app = '';
const test = orgTest({}, async (org: Sandbox) => {
  await addAda(org);
  app = await addApp(org, 'http://localhost:9/callback');
});

test('tokens of a user, by the claims that the org gives', async ({ org }) => {
  const { accessToken, idToken } = await org.tokenFor('ada', app, ['openid', 'profile']);
  const [, payload = ''] = accessToken.split('.');
  expect(JSON.parse(atob(payload))).toMatchObject({ sub: 'ada@example.com', scp: ['openid', 'profile'] });
  expect(idToken).toBeDefined();
});

test('the mail that a user gets', async ({ org }) => {
  const headers = { authorization: `SSWS ${org.apiToken}` };
  const reset = `${org.url}/api/v1/users/ada@example.com/lifecycle/reset_password?sendEmail=true`;
  await fetch(reset, { method: 'POST', headers });
  expect(await org.inbox.wait({ to: 'ada' })).toMatchObject({ subject: 'Account password reset' });
  expect(org.requests.all()).toHaveLength(1);
});

test('each test finds the org as it was', ({ org }) => {
  expect(org.inbox.all()).toEqual([]);
  expect(org.requests.all()).toEqual([]);
});
