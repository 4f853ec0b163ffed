/** Tokens that are bound to a key: https://developer.okta.com/docs/guides/dpop/ */
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idJag } from '../../helpers/cross-app/agent.ts';
import {
  type Body,
  callback,
  type OAuthApp,
  type OAuthOrg,
  refusal,
  startOAuthOrg,
} from '../../helpers/oauth-org.ts';

const minute = 60;
const day = 24 * 60 * minute;

let org: OAuthOrg;
let server: string;
let ada: Body;
let bound: OAuthApp;
let key: CryptoKey;
let jwk: JWK;
/** Seconds by which the clocks of the org and the apps were moved. */
let moved = 0;

beforeEach(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  ada = await org.person();
  bound = await org.app({ dpop_bound_access_tokens: true });
  moved = 0;
  [key, jwk] = await newKey();
});
afterEach(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

async function newKey(): Promise<[CryptoKey, JWK]> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return [privateKey, await exportJWK(publicKey)];
}

const pass = (seconds: number): void => {
  moved += seconds;
  org.pass(seconds);
};
const seconds = (): number => Math.floor(Date.now() / 1000) + moved;
const sign = async (header: object, claims: object, by = key): Promise<string> =>
  new SignJWT({ iat: seconds(), jti: randomUUID(), ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
    .sign(by);
const proof = (claims: object = {}): Promise<string> =>
  sign({}, { htm: 'POST', htu: org.endpoint(server, 'token'), ...claims });
const codeForm = async (client = bound, more: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  redirect_uri: callback,
  code:
    (
      await org.authorize(client, server, {
        sessionToken: await org.sessionToken(ada.profile.login),
        ...{ code_challenge: undefined, code_challenge_method: undefined },
        ...more,
      })
    ).code ?? 'none',
});
const nonceNow = async (): Promise<string> => {
  const answer = await org.token(
    bound,
    server,
    { grant_type: 'refresh_token', refresh_token: 'none' },
    {
      dpop: await proof(),
    },
  );
  expect(refusal(answer)).toEqual([
    400,
    'use_dpop_nonce',
    'Authorization server requires nonce in DPoP proof.',
  ]);
  return answer.headers.get('dpop-nonce') ?? '';
};
const tokensOf = async (form: Record<string, string>, client = bound, claims: object = {}) =>
  org.token(client, server, form, { dpop: await proof({ nonce: await nonceNow(), ...claims }) });
const refused = (description: string) => [400, 'invalid_dpop_proof', description];

describe('the token endpoint', () => {
  it('needs a proof from an app that is set to it', async () => {
    for (const more of [{}, { requested_token_type: idJag }])
      expect(refusal(await org.token(bound, server, { ...(await codeForm()), ...more }))).toEqual(
        refused('The DPoP proof JWT header is missing.'),
      );
    const other = await org.app();
    const { body } = await org.token(other, server, await codeForm(other), { dpop: 'ignored' });
    expect([body.token_type, decodeJwt(body.access_token).cnf]).toEqual(['Bearer', undefined]);
  });

  it.each<[string, object, string]>([
    ['another method', { htm: 'GET' }, "'htm' claim in the DPoP proof JWT is invalid."],
    [
      'another address',
      { htu: 'https://elsewhere.example/' },
      "'htu' claim in the DPoP proof JWT is invalid.",
    ],
    ['no jti', { jti: undefined }, "'jti' claim in the DPoP proof JWT is invalid."],
    ['no iat', { iat: undefined }, "'iat' claim in the DPoP proof JWT is invalid."],
    [
      'another hour',
      { iat: seconds() - 3600 },
      'The DPoP proof JWT is issued more than five minutes in the past.',
    ],
    ['the next hour', { iat: seconds() + 3600 }, 'The DPoP proof JWT is issued in the future.'],
    ['a time that is over', { exp: seconds() - 1 }, 'The DPoP proof JWT is expired.'],
  ])('takes no proof for %s', async (_, claims, description) => {
    expect(refusal(await tokensOf(await codeForm(), bound, claims))).toEqual(refused(description));
  });

  it('takes no proof that is not signed as it says', async () => {
    const claims = { htm: 'POST', htu: org.endpoint(server, 'token'), nonce: await nonceNow() };
    const [stranger] = await newKey();
    const cases: [string, string][] = [
      ['no.jwt', 'The DPoP proof JWT cannot be parsed.'],
      [
        `${await sign({}, claims)}, ${await sign({}, claims)}`,
        'Multiple DPoP proof JWT headers are not allowed.',
      ],
      [await sign({ typ: 'jwt' }, claims), "'typ' must be 'dpop+jwt' in the DPoP proof JWT."],
      [await sign({}, claims, stranger), 'The DPoP proof JWT signature is invalid.'],
      [await sign({ jwk: undefined }, claims), 'The DPoP proof JWT is invalid.'],
    ];
    for (const [dpop, description] of cases)
      expect(refusal(await org.token(bound, server, await codeForm(), { dpop }))).toEqual(
        refused(description),
      );
  });

  it('takes each proof once, and a code after a proof without nonce still', async () => {
    const form = await codeForm();
    const dpop = await proof({ nonce: await nonceNow() });
    expect(refusal(await org.token(bound, server, form, { dpop: await proof() }))).toContain(
      'use_dpop_nonce',
    );
    const { body } = await org.token(bound, server, form, { dpop });
    expect(body.token_type).toBe('DPoP');
    expect(refusal(await org.token(bound, server, await codeForm(), { dpop }))).toEqual(
      refused('The DPoP proof JWT has already been used.'),
    );
  });

  it('renews its nonce every day, and accepts the last one for three more', async () => {
    const nonce = await nonceNow();
    const answers = [];
    for (const later of [0, day, 2 * day, day]) {
      pass(later);
      answers.push(await org.token(bound, server, await codeForm(), { dpop: await proof({ nonce }) }));
    }
    // The org's day may end during the test, so the first response may already contain a new nonce.
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400]);
    expect(answers[1]?.headers.get('dpop-nonce')).toMatch(/./);
    expect(refusal(answers[3]!)).toContain('use_dpop_nonce');
    expect(answers[3]?.headers.get('dpop-nonce')).not.toBe(nonce);
  });
});

describe('a bound token', () => {
  const thumbprint = () => calculateJwkThumbprint(jwk);

  it('is issued for every grant, with the key in it', async () => {
    const service = await org.app(
      {
        application_type: 'service',
        grant_types: ['client_credentials'],
        response_types: ['token'],
        redirect_uris: [],
        dpop_bound_access_tokens: true,
      },
      'client_secret_basic',
    );
    await org.must('POST', `/api/v1/authorizationServers/${server}/scopes`, { name: 'orders' });
    const own = await tokensOf({ grant_type: 'client_credentials', scope: 'orders' }, service);
    const byCode = await tokensOf(await codeForm());
    for (const { body } of [own, byCode])
      expect([body.token_type, decodeJwt(body.access_token).cnf]).toEqual([
        'DPoP',
        { jkt: await thumbprint() },
      ]);
  });

  it.each([
    ['a public client', 'none' as const, refused('Invalid DPoP Public Key binding in refresh token')],
    ['a confidential one', 'client_secret_basic' as const, [200, undefined]],
  ])('renewed with another key, by %s', async (_, method, expected) => {
    const client = await org.app(
      {
        dpop_bound_access_tokens: true,
        grant_types: ['authorization_code', 'refresh_token'],
        ...(method === 'none' && { application_type: 'native' }),
      },
      method,
    );
    const verifier = randomUUID() + randomUUID();
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const asked = {
      code_challenge: challenge,
      code_challenge_method: 'S256',
      scope: 'openid offline_access',
    };
    const code = { ...(await codeForm(client, asked)), code_verifier: verifier };
    const { body } = await tokensOf(code, client);
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    const again = await tokensOf(form, client);
    expect(decodeJwt(again.body.access_token).cnf).toEqual({ jkt: await thumbprint() });
    [key, jwk] = await newKey();
    const next = { ...form, refresh_token: again.body.refresh_token };
    expect(refusal(await tokensOf(next, client))).toEqual(expected);
  });

  it('for a code that was asked for with a key is for that key', async () => {
    const dpop_jkt = await thumbprint();
    const form = await codeForm(bound, { dpop_jkt });
    const [mine, theirs] = [[key, jwk] as const, await newKey()];
    [key, jwk] = theirs;
    expect(refusal(await tokensOf(form))).toEqual(
      refused('Invalid DPoP Public Key binding in refresh token'),
    );
    [key, jwk] = mine;
    expect((await tokensOf(form)).status).toBe(200);
  });

  it('opens userinfo with a proof for itself only, and with each proof once', async () => {
    const { access_token: token } = (await tokensOf(await codeForm())).body;
    const free = await org.signIn(await org.app(), server, ada.profile.login, 'openid');
    const url = org.endpoint(server, 'userinfo');
    const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
    const shown = (ath: string) => sign({}, { htm: 'GET', htu: url, ath });
    const ask = async (headers: Record<string, string>): Promise<[number, string]> => {
      const response = await fetch(url, { headers });
      return [response.status, response.headers.get('www-authenticate') ?? (await response.text())];
    };
    const right = { authorization: `DPoP ${token}`, dpop: await shown(hash(token)) };
    expect(await ask(right)).toEqual([200, expect.stringContaining(ada.id)]);
    const notBound = 'The access_token is not bound to the provided DPoP proof.';
    const cases: [Record<string, string>, string][] = [
      [{ ...right, dpop: await shown(hash('another')) }, "'ath' claim in the DPoP proof does not match"],
      [right, 'The DPoP proof JWT has already been used.'],
      [{ authorization: `DPoP ${token}` }, 'The DPoP proof JWT header is missing.'],
      [{ authorization: `Bearer ${token}` }, notBound],
      [
        { authorization: `DPoP ${free.body.access_token}`, dpop: await shown(hash(free.body.access_token)) },
        'The presented access_token is not DPoP bound.',
      ],
    ];
    for (const [headers, told] of cases)
      expect(await ask(headers)).toEqual([401, expect.stringContaining(told)]);
    [key, jwk] = await newKey();
    expect(await ask({ ...right, dpop: await shown(hash(token)) })).toEqual([
      401,
      expect.stringContaining(notBound),
    ]);
    const inQuery = await fetch(`${url}?access_token=${token}`, { headers: { dpop: right.dpop } });
    expect([inQuery.status, inQuery.headers.get('www-authenticate')]).toEqual([
      400,
      expect.stringMatching(/^DPoP .*algs="RS256 RS384 RS512 ES256 ES384 ES512"$/),
    ]);
    const inForm = await fetch(url, { method: 'POST', body: new URLSearchParams({ access_token: token }) });
    expect(inForm.status).toBe(401);
    await org.postAs(bound, server, 'revoke', { token });
    expect(await ask(right)).toEqual([401, expect.stringMatching(/^DPoP error="invalid_token"/)]);
  });

  it('opens the Management API with a proof for that request only, and with each proof once', async () => {
    server = 'org';
    const scope = 'okta.users.read.self';
    await org.must('POST', `/api/v1/apps/${bound.id}/grants`, { issuer: org.url, scopeId: scope });
    const { access_token: token } = (await tokensOf(await codeForm(bound, { scope: `openid ${scope}` })))
      .body;
    const path = '/api/v1/users/me';
    const ath = createHash('sha256').update(token).digest('base64url');
    const shown = (claims: object = {}) => sign({}, { htm: 'GET', htu: org.url + path, ath, ...claims });
    const ask = (headers: Record<string, string>) => fetch(org.url + path, { headers });
    const authorization = `DPoP ${token}`;
    const right = { authorization, dpop: await shown() };
    const first = await ask(right);
    expect([first.status, await first.json()]).toMatchObject([200, { id: ada.id }]);
    expect((await ask({ authorization, dpop: await shown() })).status).toBe(200);
    const [own, ownJwk] = [key, jwk];
    [key, jwk] = await newKey();
    const ofAnother = await shown();
    [key, jwk] = [own, ownJwk];
    const notBound = 'The access_token is not bound to the provided DPoP proof.';
    const cases: [Record<string, string>, string][] = [
      [right, 'The DPoP proof JWT has already been used.'],
      [{ authorization }, 'The DPoP proof JWT header is missing.'],
      [{ authorization: `Bearer ${token}` }, notBound],
      [{ authorization, dpop: ofAnother }, notBound],
      [
        { authorization, dpop: await shown({ ath: 'of another token' }) },
        "'ath' claim in the DPoP proof does not match the presented access_token.",
      ],
      [
        { authorization, dpop: await shown({ htm: 'POST' }) },
        "'htm' claim in the DPoP proof JWT is invalid.",
      ],
    ];
    for (const [headers, description] of cases) {
      const answer = await ask(headers);
      expect([answer.status, await answer.text(), answer.headers.get('www-authenticate')]).toEqual([
        ...[400, ''],
        'DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", ' +
          `authorization_uri="${org.url}/oauth2/v1/authorize", realm="${org.url}", scope="okta.users.read", ` +
          `error="invalid_dpop_proof", error_description="${description}", resource="${path}"`,
      ]);
    }
    expect((await ask({ authorization: 'DPoP not.a.token', dpop: await shown() })).status).toBe(401);
  });
});
