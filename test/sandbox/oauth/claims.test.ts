/** Claims that an administrator adds to tokens: what may be said, and what the tokens then carry. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let app: OAuthApp;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  app = await org.app();
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

describe('reserved names', () => {
  const own = ['iss', 'aud', 'exp', 'iat', 'jti', 'ver', 'cnf', 'token_type', 'auth_time', 'acr', 'amr'];

  it.each([
    ['RESOURCE', [...own, 'cid', 'uid', 'scp', 'rpt', 'username']],
    ['IDENTITY', [...own, 'sub', 'nonce', 'at_hash', 'c_hash', 'idp', 'sid', 'role', 'group', 'scope']],
  ])('are refused for a claim of type %s, at creation and later', async (claimType, names) => {
    const server = await org.server();
    const { body: claim } = await org.claim(server, 'mine', '"x"', { claimType });
    for (const name of names) {
      const refused = await org.claim(server, name, '"x"', { claimType });
      expect([name, refused.status, refused.body]).toMatchObject([
        name,
        400,
        { errorCode: 'E0000001', errorSummary: 'Api validation failed: name' },
      ]);
    }
    const path = `/api/v1/authorizationServers/${server}/claims/${claim.id}`;
    expect((await org.api('PUT', path, { ...claim, name: names[0] })).status).toBe(400);
    for (const name of ['groups', 'roles', 'email']) {
      const taken = claimType === 'IDENTITY' && name === 'email';
      expect((await org.claim(server, name, '"x"', { claimType })).status).toBe(taken ? 400 : 201);
    }
  });

  it('the subject of an access token is what its claim says, and nothing else of a token gives way', async () => {
    const server = await org.server();
    const path = `/api/v1/authorizationServers/${server}/claims`;
    const subject = (await org.must<Body[]>('GET', `${path}?limit=200`)).find(({ name }) => name === 'sub')!;
    await org.must('PUT', `${path}/${subject.id}`, { ...subject, value: '"subject " + user.firstName' });
    const { body } = await org.signIn(app, server, ada.profile.login);
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: 'subject Ada',
      iss: `${org.url}/oauth2/${server}`,
      uid: ada.id,
    });
    expect(decodeJwt(body.id_token).sub).toBe(ada.id);
  });

  it('do not come in through the groups claim of an app at the org server', async () => {
    const named = await org.app({}, 'client_secret_basic');
    const claim = (name: string) =>
      org.api('POST', `/api/v1/internal/apps/${named.id}/settings/oauth/idToken`, {
        issuerMode: 'ORG_URL',
        ...{ name, value: '.*', valueType: 'GROUPS', groupFilterType: 'REGEX' },
      });
    const idToken = async () =>
      decodeJwt((await org.signIn(named, 'org', ada.profile.login, 'openid groups')).body.id_token);
    expect(await claim('sub')).toMatchObject({
      status: 400,
      body: { errorSummary: 'Api validation failed: name' },
    });
    expect((await idToken()).sub).toBe(ada.id);
    expect((await claim('teams')).status).toBeLessThan(300);
    expect(await idToken()).toMatchObject({ sub: ada.id, teams: ['Everyone'] });
  });
});

describe('federated claims', () => {
  it("of an app are in its ID tokens, whatever the server; a wrong expression and another app's claim are refused", async () => {
    const own = await org.app();
    const path = `/api/v1/apps/${own.id}/federated-claims`;
    const made = await org.api('POST', path, { name: 'surname', expression: 'user.profile.lastName' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'surname', expression: 'user.profile.lastName' },
    });
    const server = await org.server();
    const { body } = await org.signIn(own, server, ada.profile.login);
    expect(decodeJwt(body.id_token)).toMatchObject({ surname: 'Lovelace' });
    const other = await org.signIn(app, server, ada.profile.login);
    expect(decodeJwt(other.body.id_token)).not.toHaveProperty('surname');
    const changed = { name: 'first', expression: 'user.firstName' };
    expect((await org.api('PUT', `${path}/${made.body.id}`, changed)).body).toMatchObject(changed);
    expect((await org.api('POST', path, { name: 'bad', expression: 'user.firstName +' })).status).toBe(400);
    expect((await org.api('GET', `/api/v1/apps/${app.id}/federated-claims/${made.body.id}`)).status).toBe(
      404,
    );
    expect((await org.api('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
    expect(await org.must<Body[]>('GET', path)).toEqual([]);
  });
});

describe('a groups claim with a regular expression', () => {
  it.each([
    ['(?i)admins.*', ['ADMINS east']],
    ['\\QA+B (x)\\E', ['A+B (x)']],
    ['\\p{L}+', ['Everyone']],
    ['[A-Z&&[^E]].*', ['ADMINS east', 'A+B (x)']],
  ])('%s is read in Java’s dialect', async (pattern, names) => {
    const server = await org.server();
    const groups = await Promise.all(['ADMINS east', 'A+B (x)'].map((name) => groupOf(name)));
    const eva = await org.person({}, groups);
    const filter = { valueType: 'GROUPS', group_filter_type: 'REGEX' };
    expect((await org.claim(server, 'groups', pattern, filter)).status).toBe(201);
    const { groups: seen } = await org.accessClaims(app, server, eva.profile.login);
    expect(new Set(seen as string[])).toEqual(new Set(names));
  });

  it.each(['*', '(', '[', 'a{2,1}'])('%s is refused at creation', async (pattern) => {
    const filter = { valueType: 'GROUPS', group_filter_type: 'REGEX' };
    const refused = await org.claim(await org.server(), 'groups', pattern, filter);
    expect([refused.status, refused.body.errorCode]).toEqual([400, 'E0000001']);
  });
});

const known = new Map<string, Promise<string>>();
/** The id of the group of that name, made once. */
const groupOf = (name: string): Promise<string> => {
  const id = known.get(name) ?? org.group(name).then((group) => group.id);
  known.set(name, id);
  return id;
};
