/** What the grants have in common where they say no: consent, assurance, requests that are none. */
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  basic,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  refusal,
  startOAuthOrg,
} from '../../../helpers/oauth-org.ts';
import { Phone } from '../../../helpers/phone.ts';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const otp = 'urn:okta:params:oauth:grant-type:otp';
const ciba = 'urn:openid:params:grant-type:ciba';
const device = 'urn:ietf:params:oauth:grant-type:device_code';
const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;

/** An org whose new apps ask for one factor, and one whose apps ask for two. */
let org: OAuthOrg;
let strict: OAuthOrg;
let server: string;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  strict = await startOAuthOrg({ asNew: true });
  server = await org.server();
  await org.must('POST', `/api/v1/authorizationServers/${server}/scopes`, {
    ...{ name: 'orders', consent: 'REQUIRED' },
  });
  ada = await org.person();
});
afterAll(async () => {
  for (const one of [org, strict]) {
    expect(one.faults).toEqual([]);
    await one.close();
  }
});

describe('a scope that needs consent, where nobody can be asked', () => {
  const told = (way: string) => [
    400,
    'consent_required',
    `The following scopes require user consent: [orders]. To access protected scopes using ${way}, please uncheck 'Require consent' in the app settings or set the 'consent_method' to 'TRUSTED' through the apps API.`,
  ];
  const asking = (grants: readonly string[], more: object = {}) =>
    org.app({ grant_types: grants, consent_method: 'REQUIRED', ...more });

  it('password', async () => {
    const form = { grant_type: 'password', username: ada.profile.login, password, scope: 'openid orders' };
    expect(refusal(await org.token(await asking(['password']), server, form))).toEqual(
      told('the resource owner password grant type'),
    );
  });

  it('one-time password', async () => {
    const bob = await org.person();
    const phone = await new Phone(org, bob).enrollVerify();
    org.pass(31);
    const form = { grant_type: otp, login_hint: bob.profile.login, scope: 'orders', otp: await phone.code() };
    expect(refusal(await org.token(await asking([otp]), server, form))).toEqual(
      told('direct authentication'),
    );
  });

  it('on behalf of a person', async () => {
    const api = await asking([exchange], { application_type: 'service', redirect_uris: [] });
    const { access_token: subject } = (await org.signIn(await org.app(), server, ada.profile.login)).body;
    const form = { subject_token: subject, subject_token_type: type('access_token') };
    const asked = { grant_type: exchange, ...form, scope: 'orders', audience: 'api://test' };
    expect(refusal(await org.token(api, server, asked))).toEqual(told('the token_exchange grant type'));
  });
});

describe('a token exchange', () => {
  it('of a token of nobody’s server', async () => {
    const api = await org.app({ application_type: 'service', grant_types: [exchange], redirect_uris: [] });
    const foreign = await new SignJWT({ uid: ada.id })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('https://other.example/oauth2/default')
      .setExpirationTime('1h')
      .sign(Buffer.from('of another server, which this one does not know'));
    const form = { subject_token: foreign, subject_token_type: type('access_token') };
    const asked = { grant_type: exchange, ...form, scope: 'orders', audience: 'api://test' };
    expect(refusal(await org.token(api, server, asked))).toEqual([
      403,
      'access_denied',
      "The associated server doesn't exist.",
    ]);
  });

  it('by a service, with the secret of a device', async () => {
    const api = await org.app({ application_type: 'service', grant_types: [exchange], redirect_uris: [] });
    const form = { subject_token: 'x', subject_token_type: type('id_token'), actor_token: 'x' };
    const actor = { actor_token_type: 'urn:x-oath:params:oauth:token-type:device-secret' };
    expect(refusal(await org.token(api, server, { grant_type: exchange, ...form, ...actor }))).toEqual([
      400,
      'invalid_request',
      'A service client may not use the native sso flow.',
    ]);
  });
});

describe('where the policy wants a second factor', () => {
  let login: string;
  let at: string;
  beforeAll(async () => {
    const person = await strict.person();
    ({ login } = person.profile);
    at = await strict.server();
  });

  it('an app without a grant for it is denied', async () => {
    const bob = await strict.person();
    const phone = await new Phone(strict, bob).enrollVerify();
    strict.pass(31);
    const form = { grant_type: otp, login_hint: bob.profile.login, scope: 'openid' };
    const app = await strict.app({ grant_types: [otp] });
    expect(refusal(await strict.token(app, at, { ...form, otp: await phone.code() }))).toEqual([
      403,
      'access_denied',
      "User couldn't be signed-in through direct authentication because authentication policy wasn't satisfied.",
    ]);
  });

  it('a password is not enough for an app that asks for nothing else', async () => {
    const form = { grant_type: 'password', username: login, password, scope: 'openid' };
    expect(refusal(await strict.token(await strict.app({ grant_types: ['password'] }), at, form))).toEqual([
      400,
      'invalid_grant',
      'Resource owner password credentials authentication denied by sign on policy.',
    ]);
  });

  it('another app of the device needs it too', async () => {
    const native = { application_type: 'native' };
    const first = await strict.app({ ...native, grant_types: ['authorization_code'] }, 'none');
    const second = await strict.app({ ...native, grant_types: ['authorization_code', exchange] }, 'none');
    const { body } = await strict.signIn(first, at, login, 'openid offline_access device_sso');
    const answer = await strict.token(second, at, {
      ...{ grant_type: exchange, scope: 'openid', audience: `${strict.url}/oauth2/${at}` },
      ...{ subject_token: body.id_token, subject_token_type: type('id_token') },
      ...{ actor_token: String(body['device_secret']) },
      ...{ actor_token_type: 'urn:x-oath:params:oauth:token-type:device-secret' },
    });
    expect(refusal(answer)).toEqual([
      400,
      'invalid_grant',
      "The client's assurance requirements are not met.",
    ]);
  });
});

describe('a request', () => {
  let app: OAuthApp;
  beforeAll(async () => {
    app = await org.app({ grant_types: [ciba, device], backchannel_token_delivery_mode: 'poll' });
  });

  it.each(['token', 'bc/authorize', 'device/authorize', 'primary-authenticate', 'challenge'])(
    'to %s with a parameter twice is refused',
    async (endpoint) => {
      const response = await fetch(org.endpoint(server, endpoint), {
        method: 'POST',
        headers: {
          authorization: basic(app),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: `grant_type=${device}&scope=openid&scope=profile`,
      });
      expect([response.status, await response.json()]).toEqual([
        400,
        {
          error: 'invalid_request',
          error_description: 'The request contained multiple parameters with the same name.',
        },
      ]);
    },
  );

  it('that is signed, of an app that has no algorithm for it, is refused', async () => {
    expect(refusal(await org.postAs(app, server, 'bc/authorize', { request: 'a.b.c' }))).toEqual([
      401,
      'invalid_client',
      "The client doesn't have a RequestObjectSigningAlgorithm configured for signing authentication requests for the Client-Initiated Backchannel Authentication flow.",
    ]);
  });
});
