/** Who ends a session ends it everywhere: the authorization endpoint knows no session that the org does not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Body, type OAuthApp, type OAuthOrg, password, startOAuthOrg } from '../../helpers/oauth-org.ts';
import { Visitor } from '../../helpers/visitor.ts';

let org: OAuthOrg;
let app: OAuthApp;
let server: string;
let ada: Body;
let visitor: Visitor;

beforeEach(async () => {
  org = await startOAuthOrg();
  app = await org.app();
  server = await org.server();
  ada = await org.person();
  visitor = new Visitor();
});
afterEach(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const signIn = (scope?: string) => org.signIn(app, server, ada.profile.login, scope, {}, visitor);
/** What the authorization endpoint answers the browser that asks without a page. */
const silently = async (at = server) => {
  const { code, error } = await org.authorize(app, at, { prompt: 'none' }, visitor);
  return error ?? (code === undefined ? 'nothing' : 'a code');
};
const sessionId = async (): Promise<string> =>
  ((await (await visitor.fetch(`${org.url}/api/v1/sessions/me`)).json()) as Body).id;

describe('a session ended by', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['revokeUserSessions', () => org.must('DELETE', `/api/v1/users/${ada.id}/sessions`)],
    ['revokeSession', async () => org.must('DELETE', `/api/v1/sessions/${await sessionId()}`)],
    [
      'changePassword with revokeSessions',
      () =>
        org.must('POST', `/api/v1/users/${ada.id}/credentials/change_password`, {
          oldPassword: { value: password },
          newPassword: { value: 'Another-Horse-78' },
          revokeSessions: true,
        }),
    ],
    ['suspendUser', () => org.must('POST', `/api/v1/users/${ada.id}/lifecycle/suspend`)],
    ['deactivateUser', () => org.must('POST', `/api/v1/users/${ada.id}/lifecycle/deactivate`)],
    ['expirePassword', () => org.must('POST', `/api/v1/users/${ada.id}/lifecycle/expire_password`)],
    ['closeCurrentSession', () => visitor.fetch(`${org.url}/api/v1/sessions/me`, { method: 'DELETE' })],
    ['two hours without use', async () => org.pass(2 * 60 * 60)],
  ])('%s is gone at every authorization server', async (_, end) => {
    await signIn();
    expect([await silently(), await silently('org')]).toEqual(['a code', 'a code']);
    await end();
    expect([await silently(), await silently('org')]).toEqual(['login_required', 'login_required']);
    const page = await visitor.fetch(org.authorizeUrl(app, server));
    expect([page.status, page.headers.get('location')]).toEqual([303, expect.stringContaining('/signin/')]);
  });

  it('one administrator stays gone when the person comes back', async () => {
    await signIn();
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/suspend`);
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/unsuspend`);
    expect(await silently()).toBe('login_required');
  });
});

it('a session lives as long as it is used', async () => {
  await signIn();
  for (let hour = 0; hour < 4; hour += 1) {
    org.pass(60 * 60);
    expect(await silently()).toBe('a code');
  }
});

describe('tokens', () => {
  const refresh = async (token: string) =>
    (await org.token(app, server, { grant_type: 'refresh_token', refresh_token: token })).body.error ??
    'tokens';
  const isActive = async (token: string): Promise<boolean> =>
    (await org.postAs(app, server, 'introspect', { token })).body.active;

  it('outlive the session, unless oauthTokens=true ends them with it', async () => {
    const { body: tokens } = await signIn('openid offline_access');
    await org.must('DELETE', `/api/v1/users/${ada.id}/sessions`);
    expect([await refresh(tokens.refresh_token), await isActive(tokens.access_token)]).toEqual([
      'tokens',
      true,
    ]);
    await org.must('DELETE', `/api/v1/users/${ada.id}/sessions?oauthTokens=true`);
    expect([await refresh(tokens.refresh_token), await isActive(tokens.access_token)]).toEqual([
      'invalid_grant',
      false,
    ]);
  });

  it('of someone else stay', async () => {
    const { body: tokens } = await signIn('openid offline_access');
    const other = await org.person();
    await org.must('DELETE', `/api/v1/users/${other.id}/sessions?oauthTokens=true`);
    expect(await refresh(tokens.refresh_token)).toBe('tokens');
  });

  it('of a person who is suspended count for nothing', async () => {
    const { body: tokens } = await signIn('openid offline_access');
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/suspend`);
    expect([await refresh(tokens.refresh_token), await isActive(tokens.access_token)]).toEqual([
      'invalid_grant',
      false,
    ]);
    const userinfo = await fetch(org.endpoint(server, 'userinfo'), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(userinfo.status).toBe(401);
  });
});

describe('two orgs on one machine in one browser', () => {
  it('do not take each other for signed in, nor end each other’s sign-in', async () => {
    await signIn();
    const other = await startOAuthOrg();
    const [otherApp, otherServer] = [await other.app(), await other.server()];
    const bob = await other.person();
    const silent = { prompt: 'none' };
    expect((await other.authorize(otherApp, otherServer, silent, visitor)).error).toBe('login_required');
    await other.signIn(otherApp, otherServer, bob.profile.login, undefined, {}, visitor);
    expect((await other.authorize(otherApp, otherServer, silent, visitor)).error).toBeUndefined();
    expect(await silently()).toBe('a code');
    await other.close();
  });

  it('take a cookie by the name that Okta gives it, too', async () => {
    await signIn();
    const headers = { cookie: `idx=${visitor.cookie('idx')}; other=1` };
    const session = await fetch(`${org.url}/api/v1/sessions/me`, { headers });
    expect((await session.json()) as Body).toMatchObject({ login: ada.profile.login });
  });
});
