/** The org lives in its own time, which tests move: every lifetime goes by it, wherever it stands beside the machine's. */
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import { Visitor } from '../../helpers/visitor.ts';

const hour = 3600;
const day = 24 * hour;
const token = {
  accessTokenLifetimeMinutes: 60,
  refreshTokenLifetimeMinutes: 10 * 60,
  refreshTokenWindowMinutes: 4 * 60,
};

let org: OAuthOrg;
let ada: Body;
let moved = 0;
/** When the test began. */
let begun = 0;

beforeEach(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
  moved = 0;
  begun = Date.now();
});
afterEach(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const pass = (seconds: number): void => {
  moved += seconds;
  org.pass(seconds);
};
const now = (): number => Math.floor(Date.now() / 1000) + moved;
/** Earlier by no more than the test has taken so far. */
const near = (moment: number): unknown => ({
  asymmetricMatch: (actual: unknown) => {
    const since = moment - Number(actual);
    return since >= -1 && since <= (Date.now() - begun) / 1000 + 1;
  },
  toString: () => 'near',
  toAsymmetricMatcher: () => `near ${moment}`,
});

const client = async (rotation: 'ROTATE' | 'STATIC') =>
  org.app({ refresh_token: { rotation_type: rotation, leeway: 0 } });
const server = async (): Promise<string> => org.server({}, { actions: { token } });
/** The refresh token of the answer, or the error. */
const refresh = async (app: OAuthApp, at: string, refreshToken: string): Promise<string> => {
  const { body } = await org.token(app, at, { grant_type: 'refresh_token', refresh_token: refreshToken });
  return body.error === undefined ? `again ${body.refresh_token}` : body.error;
};

describe.each([
  ['the machine’s time', 0],
  ['five days ahead', 5 * day],
  ['five days behind', -5 * day],
])('in an org at %s', (_, shift) => {
  beforeEach(() => pass(shift));

  it('tokens say when they begin and end, to the app and at introspection', async () => {
    const [app, at] = [await client('STATIC'), await server()];
    const { body } = await org.signIn(app, at, ada.profile.login, 'openid offline_access');
    const times = { iat: near(now()), auth_time: near(now()), exp: near(now() + hour) };
    expect(decodeJwt(body.id_token)).toMatchObject(times);
    expect(decodeJwt(body.access_token)).toMatchObject(times);
    const introspected = async (shown: string) =>
      (await org.postAs(app, at, 'introspect', { token: shown })).body;
    const [from, until] = [near(now()), now()];
    expect(await introspected(body.access_token)).toMatchObject({ iat: from, exp: near(until + hour) });
    expect(await introspected(body.id_token)).toMatchObject({ iat: from, exp: near(until + hour) });
    expect(await introspected(body.refresh_token)).toMatchObject({ exp: near(until + 4 * hour) });
  });

  it('a token is active until its end', async () => {
    const [app, at] = [await client('STATIC'), await server()];
    const { body } = await org.signIn(app, at, ada.profile.login, 'openid');
    const isActive = async (shown: string) =>
      (await org.postAs(app, at, 'introspect', { token: shown })).body.active;
    const userinfo = async () =>
      (
        await fetch(org.endpoint(at, 'userinfo'), {
          headers: { authorization: `Bearer ${body.access_token}` },
        })
      ).status;
    pass(hour - 10);
    expect([await isActive(body.access_token), await isActive(body.id_token)]).toEqual([true, true]);
    expect(await userinfo()).toBe(200);
    pass(20);
    expect([await isActive(body.access_token), await isActive(body.id_token)]).toEqual([false, false]);
    expect(await userinfo()).toBe(401);
  });

  it('a code is good for five minutes', async () => {
    const [app, at] = [await client('STATIC'), await server()];
    const codeAfter = async (seconds: number) => {
      const { code = '' } = await org.authorize(app, at, {
        sessionToken: await org.sessionToken(ada.profile.login),
      });
      pass(seconds);
      const { status, body } = await org.redeem(app, at, code);
      return body.error ?? status;
    };
    expect([await codeAfter(290), await codeAfter(302)]).toEqual([200, 'invalid_grant']);
  });

  it.each(['ROTATE', 'STATIC'] as const)('a refresh token (%s) ends without use', async (rotation) => {
    const [app, at] = [await client(rotation), await server()];
    const { body } = await org.signIn(app, at, ada.profile.login, 'openid offline_access');
    pass(4 * hour - 10);
    const second = await refresh(app, at, body.refresh_token);
    expect(second).toMatch(/^again /);
    pass(4 * hour + 10);
    expect(await refresh(app, at, second.slice('again '.length))).toBe('invalid_grant');
  });

  it.each(['ROTATE', 'STATIC'] as const)(
    'a refresh token (%s) ends when the rule says, however it is used',
    async (rotation) => {
      const [app, at] = [await client(rotation), await server()];
      const { body } = await org.signIn(app, at, ada.profile.login, 'openid offline_access');
      let current = body.refresh_token;
      for (let passed = 0; passed < 9; passed += 3) {
        pass(3 * hour);
        const outcome = await refresh(app, at, current);
        expect(outcome).toMatch(/^again /);
        current = outcome.slice('again '.length);
      }
      const { body: shown } = await org.postAs(app, at, 'introspect', { token: current });
      expect(shown).toMatchObject({ active: true, exp: near(now() + hour) });
      pass(hour + 10);
      expect(await refresh(app, at, current)).toBe('invalid_grant');
    },
  );

  it('a refresh token without an end lives as long as it is used', async () => {
    const unlimited = { ...token, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 60 * 24 * 60 };
    const [app, at] = [await client('STATIC'), await org.server({}, { actions: { token: unlimited } })];
    const { body } = await org.signIn(app, at, ada.profile.login, 'openid offline_access');
    for (let month = 0; month < 6; month += 1) {
      pass(31 * day);
      expect(await refresh(app, at, body.refresh_token)).toMatch(/^again /);
    }
  });

  it('a session ends after two hours without use; max_age goes by the org’s time', async () => {
    const [app, at, visitor] = [await client('STATIC'), await server(), new Visitor()];
    await org.signIn(app, at, ada.profile.login, 'openid', {}, visitor);
    const silently = async (parameters = {}) => {
      const { code, error } = await org.authorize(app, at, { prompt: 'none', ...parameters }, visitor);
      return code === undefined ? error : 'a code';
    };
    expect(await silently({ max_age: '60' })).toBe('a code');
    pass(70);
    expect([await silently({ max_age: '60' }), await silently({ max_age: '90' })]).toEqual([
      'login_required',
      'a code',
    ]);
    pass(2 * hour + 10);
    expect(await silently()).toBe('login_required');
  });
});

it('what was issued before the clock was moved ends at the moment that it names', async () => {
  const [app, at] = [await client('STATIC'), await server()];
  const { body } = await org.signIn(app, at, ada.profile.login, 'openid offline_access');
  pass(-2 * day);
  expect(await refresh(app, at, body.refresh_token)).toMatch(/^again /);
  const later = await org.signIn(app, at, ada.profile.login, 'openid offline_access');
  pass(5 * hour);
  expect(await refresh(app, at, later.body.refresh_token)).toBe('invalid_grant');
});

it('a token says when its session began', async () => {
  pass(3 * day);
  const [app, at, visitor] = [await client('STATIC'), await server(), new Visitor()];
  const answer = await org.signIn(app, at, ada.profile.login, 'openid', {}, visitor);
  pass(hour);
  const { code = '' } = await org.authorize(app, at, { prompt: 'none' }, visitor);
  const { body } = await org.redeem(app, at, code);
  const first = decodeJwt(answer.body.id_token)['auth_time'];
  expect(decodeJwt(body.id_token)).toMatchObject({ auth_time: first, iat: near(now()) });
});
