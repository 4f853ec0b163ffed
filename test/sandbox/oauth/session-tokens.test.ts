/** A new org as it is: programs that sign people in by the Authentication API get to their apps. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let app: OAuthApp;
let server: string;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg({ asNew: true });
  app = await org.app();
  server = await org.server();
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const outcome = async (client: OAuthApp, parameters = {}) => {
  const sessionToken = await org.sessionToken(ada.profile.login);
  const { code, target } = await org.authorize(client, server, { sessionToken, ...parameters });
  return code === undefined ? target?.replace(/signin\/.*/, 'signin') : 'a code';
};

it('a session token is enough for the policy that a new org has for all apps', async () => {
  expect(await outcome(app)).toBe('a code');
});

it('it is not enough where the request asks for two factors', async () => {
  expect(await outcome(app, { acr_values: 'urn:okta:loa:2fa:any' })).toBe(`${org.url}/signin`);
});

it('it is not enough for a policy that an administrator chose for the app', async () => {
  const strict = await org.app();
  const policy = await org.must('POST', '/api/v1/policies', { type: 'ACCESS_POLICY', name: 'Strict' });
  await org.must('PUT', `/api/v1/apps/${strict.id}/policies/${policy.id}`);
  expect(await outcome(strict)).toBe(`${org.url}/signin`);
});
