/** What one authorization server has issued counts for nothing at another of the same org. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';
import { type Body, type OAuthApp, type OAuthOrg, refusal, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let app: OAuthApp;
let home: string;
let other: string;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  app = await org.app();
  home = await org.server();
  other = await org.server();
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const foreign = [400, 'invalid_request', 'The grant was issued for another authorization server.'];
const elsewhere = () => [other, 'org', 'default'];
const signIn = async () => (await org.signIn(app, home, ada.profile.login, 'openid offline_access')).body;
const isActive = async (at: string, token: string) =>
  (await org.postAs(app, at, 'introspect', { token })).body.active;
const userinfo = async (at: string, token: string) =>
  (await fetch(org.endpoint(at, 'userinfo'), { headers: { authorization: `Bearer ${token}` } })).status;

describe('at another server', () => {
  it('a code is refused, and still good at its own', async () => {
    const sessionToken = await org.sessionToken(ada.profile.login);
    const { code = '' } = await org.authorize(app, home, { sessionToken });
    for (const at of elsewhere()) expect(refusal(await org.redeem(app, at, code))).toEqual(foreign);
    expect((await org.redeem(app, home, code)).status).toBe(200);
  });

  it('a refresh token is refused, unknown to introspection and not revoked', async () => {
    const { refresh_token } = await signIn();
    const refresh = (at: string) => org.token(app, at, { grant_type: 'refresh_token', refresh_token });
    for (const at of elsewhere()) {
      expect(refusal(await refresh(at))).toEqual(foreign);
      expect(await isActive(at, refresh_token)).toBe(false);
      await org.postAs(app, at, 'revoke', { token: refresh_token });
    }
    expect([await isActive(home, refresh_token), (await refresh(home)).status]).toEqual([true, 200]);
  });

  it('an access token is unknown to introspection and userinfo, and not revoked', async () => {
    const { access_token } = await signIn();
    for (const at of elsewhere()) {
      expect([await isActive(at, access_token), await userinfo(at, access_token)]).toEqual([false, 401]);
      await org.postAs(app, at, 'revoke', { token: access_token });
    }
    expect([await isActive(home, access_token), await userinfo(home, access_token)]).toEqual([true, 200]);
  });
});

it('the id of an access token is no access token', async () => {
  const { access_token } = await signIn();
  const id = String(decodeJwt(access_token).jti).replace('AT.', '');
  for (const token of [id, `AT.${id}`])
    expect([await isActive(home, token), await userinfo(home, token)]).toEqual([false, 401]);
  await org.postAs(app, home, 'revoke', { token: id });
  expect(await isActive(home, access_token)).toBe(true);
});
