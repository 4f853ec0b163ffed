/** Client-initiated backchannel authentication in poll mode: approved on the phone. */
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  ClientSecretPost,
  Configuration,
  initiateBackchannelAuthentication,
  pollBackchannelAuthenticationGrant,
} from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  onlyFor,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  refusal,
  startOAuthOrg,
} from '../../../helpers/oauth-org.ts';
import { Phone } from '../../../helpers/phone.ts';
import { allowPlainHttp } from '../../../helpers/plain-http.ts';

const grant = 'urn:openid:params:grant-type:ciba';
let org: OAuthOrg;
let server: string;
let app: OAuthApp;
let ada: Body;
let phone: Phone;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  app = await org.app({ grant_types: [grant, 'refresh_token'], backchannel_token_delivery_mode: 'poll' });
  ada = await org.person();
  phone = await new Phone(org, ada).enrollVerify();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const begin = (form: Record<string, string | undefined> = {}, client = app, at = server) =>
  org.postAs(client, at, 'bc/authorize', { scope: 'openid', login_hint: ada.profile.login, ...form });
const poll = (id: unknown) => {
  org.pass(6);
  return org.token(app, server, { grant_type: grant, auth_req_id: String(id) });
};

it.each(['org', 'custom'])('openid-client gets tokens at a server: %s', async (kind) => {
  const at = kind === 'org' ? 'org' : server;
  const issuer = at === 'org' ? org.url : `${org.url}/oauth2/${at}`;
  // Okta's metadata does not name the endpoint.
  const metadata = {
    ...((await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as { issuer: string }),
    backchannel_authentication_endpoint: org.endpoint(at, 'bc/authorize'),
  };
  const client = new Configuration(metadata, app.clientId, {}, ClientSecretPost(app.secret));
  allowPlainHttp(client);
  const begun = await initiateBackchannelAuthentication(client, {
    ...{ scope: 'openid offline_access', login_hint: ada.profile.login, binding_message: 'Counter 7' },
  });
  expect(begun).toEqual({ auth_req_id: expect.any(String) as unknown, expires_in: 300, interval: 5 });
  expect((await phone.screen()).pushes[0]).toMatchObject({
    about: `Request from ${String(app.body.label)}`,
    bindingMessage: 'Counter 7',
  });
  await phone.answer('approve');
  const tokens = await pollBackchannelAuthenticationGrant(client, { ...begun, interval: 0.01 });
  expect(decodeJwt(tokens.access_token)).toMatchObject({ cid: app.clientId, uid: ada.id });
  expect(decodeJwt(tokens.id_token!)).toMatchObject({ sub: ada.id, amr: ['swk'] });
  expect(tokens.refresh_token).toBeDefined();
});

const over = [
  400,
  'expired_token',
  "The 'auth_req_id' is invalid or has expired. Make a new authentication request.",
];

describe('the app', () => {
  it('waits, and has to wait longer when it asks too often', async () => {
    const { auth_req_id: id } = (await begin()).body;
    const pending = [
      400,
      'authorization_pending',
      "The authorization request is still pending as the user hasn't yet been authenticated.",
    ];
    expect(refusal(await poll(id))).toEqual(pending);
    expect(refusal(await org.token(app, server, { grant_type: grant, auth_req_id: String(id) }))).toEqual([
      400,
      'slow_down',
      'Slow down the polling frequency. Try again later.',
    ]);
  });

  it('hears that the person refused, or did not answer in time', async () => {
    const refused = (await begin()).body;
    await phone.answer('decline');
    expect(refusal(await poll(refused.auth_req_id))).toEqual([
      403,
      'access_denied',
      'The resource owner or authorization server denied the request.',
    ]);
    const old = (await begin({ request_expiry: '30' })).body;
    expect(old.expires_in).toBe(30);
    org.pass(31);
    expect(refusal(await poll(old.auth_req_id))).toEqual(over);
    expect(refusal(await poll('none'))).toEqual(over);
  });

  it('hears that the request is over where the person who approved was suspended since', async () => {
    const eve = await org.person();
    const own = await new Phone(org, eve).enrollVerify();
    const { auth_req_id: id } = (await begin({ login_hint: eve.profile.login })).body;
    await own.answer('approve');
    await org.must('POST', `/api/v1/users/${eve.id}/lifecycle/suspend`);
    expect(refusal(await poll(id))).toEqual(over);
  });

  it('may sign the request, once', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k', use: 'sig', alg: 'ES256' };
    const signing = await org.app({
      ...{ grant_types: [grant], jwks: { keys: [jwk] } },
      ...{ backchannel_authentication_request_signing_alg: 'ES256' },
    });
    const request = await new SignJWT({ scope: 'openid', login_hint: ada.profile.login, jti: 'once' })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(signing.clientId)
      .setAudience(`${org.url}/oauth2/${server}`)
      .sign(privateKey);
    const ask = (form: Record<string, string>) => org.postAs(signing, server, 'bc/authorize', form);
    expect((await ask({ request })).body).toMatchObject({ auth_req_id: expect.any(String) as unknown });
    expect(refusal(await ask({ request }))).toEqual([
      400,
      'invalid_request_object',
      'The request object has already been used.',
    ]);
    expect(refusal(await begin({ request }))).toEqual([
      401,
      'invalid_client',
      expect.stringContaining("doesn't have a RequestObjectSigningAlgorithm configured"),
    ]);
  });
});

describe('is refused', () => {
  const onePerson =
    "The Client-Initiated Backchannel Authentication Flow must contain only one of 'id_token_hint' or 'login_hint'.";
  it.each<[string, Record<string, string | undefined>, string, string]>([
    ['without a scope', { scope: undefined }, 'invalid_scope', 'No scopes were requested.'],
    [
      'without openid',
      { scope: 'profile' },
      'invalid_scope',
      "The Client-Initiated Backchannel Authentication Flow must contain 'openid' scope.",
    ],
    ['without a person', { login_hint: undefined }, 'invalid_request', onePerson],
    ['with two of them', { id_token_hint: 'x' }, 'invalid_request', onePerson],
    [
      'for nobody',
      { login_hint: 'nobody' },
      'invalid_request',
      'The hint provided in the request did not match a user assigned to the client app.',
    ],
    [
      'with a hint that is none',
      { login_hint: undefined, id_token_hint: 'x' },
      'invalid_request',
      'The id_token_hint signature is invalid.',
    ],
    [
      'for too long',
      { request_expiry: '301' },
      'invalid_request',
      "Invalid value for 'requested_expiry' parameter. It should be within range 0 - 2^31-1.",
    ],
  ])('%s', async (_, form, ...told) => {
    expect(refusal(await begin(form))).toEqual([400, ...told]);
  });

  it("with another app's ID token", async () => {
    const { body } = await org.signIn(await org.app(), server, ada.profile.login);
    expect(refusal(await begin({ login_hint: undefined, id_token_hint: body.id_token }))).toEqual([
      400,
      'invalid_request',
      'The audience of the id_token_hint is invalid.',
    ]);
  });

  it('for a person without a phone', async () => {
    const bob = await org.person();
    expect(refusal(await begin({ login_hint: bob.profile.login }))).toEqual([
      400,
      'access_denied',
      'Failed to initiate the MFA challenge for the Client-Initiated Backchannel Authentication flow.',
    ]);
  });

  it('to an app that does not have the grant, or that is no web app', async () => {
    expect(refusal(await begin({}, await org.app()))).toEqual([
      401,
      'invalid_client',
      `The client doesn't have the '${grant}' grant type configured.`,
    ]);
    const native = await org.app({ application_type: 'native', grant_types: [grant] });
    expect(refusal(await begin({}, native))).toEqual([
      400,
      'access_denied',
      'The Client-Initiated Backchannel Authentication flow currently only supports web applications.',
    ]);
  });

  it('where no rule of the access policy allows it', async () => {
    const strict = await org.server(
      {},
      {
        conditions: onlyFor('authorization_code'),
      },
    );
    expect(refusal(await begin({}, app, strict))).toEqual([
      401,
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ]);
  });
});
