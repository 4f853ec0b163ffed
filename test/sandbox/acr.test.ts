import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../../sandbox/org/kernel/model.ts';
import { HostedPage } from '../helpers/hosted-page.ts';
import { IdxClient } from '../helpers/idx-client.ts';
import { onePassword, password, startOrg, twoFactors, type TestOrg } from '../helpers/org.ts';
import { locationOf, Visitor } from '../helpers/visitor.ts';

const two = 'urn:okta:loa:2fa:any';
const verifier = 'v'.repeat(43);
const callback = 'http://localhost:9/callback';

let test: TestOrg;
let ada: User;
let visitor: Visitor;

beforeEach(async () => {
  test = await startOrg();
  ada = await test.addPerson('ada@example.com');
  visitor = new Visitor();
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const authorizeUrl = (more: Record<string, string> = {}): string =>
  `${test.issuer}/v1/authorize?${new URLSearchParams({
    client_id: test.clientId,
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: callback,
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }).toString()}`;

/** The page that an authorization request leads to, or the redirect to the app when nobody is asked. */
async function open(more?: Record<string, string>): Promise<HostedPage<Visitor> | URL> {
  const first = locationOf(await visitor.fetch(authorizeUrl(more)));
  return first.origin === test.url ? HostedPage.open(visitor, first.href) : first;
}
async function page(more?: Record<string, string>): Promise<HostedPage<Visitor>> {
  const shown = await open(more);
  if (shown instanceof URL) throw new Error(`Nobody is asked: ${shown.href}`);
  return shown;
}

/** With the password: what the page shows then. */
const signIn = async (more?: Record<string, string>) =>
  (await page(more)).signIn({ login: 'ada@example.com', password });

async function tokens(
  end: HostedPage | URL,
): Promise<{ id: Record<string, unknown>; access: Record<string, unknown> }> {
  const back = end instanceof URL ? end : await end.leave();
  const code = back.searchParams.get('code');
  expect(back.href).toMatch(/code=/);
  const answer = await fetch(`${test.issuer}/v1/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: test.clientId,
      redirect_uri: callback,
      code: code!,
      code_verifier: verifier,
    }),
  });
  const { id_token: id, access_token: access } = (await answer.json()) as Record<string, string>;
  return { id: decodeJwt(id!), access: decodeJwt(access!) };
}

function enrollPush(): void {
  const { push } = test.org.factors.enrollOktaVerify(ada.id, ada.profile.login);
  test.org.factors.activateDevice(ada.id, push.deviceId!);
}

describe('acr_values at the authorization endpoint', () => {
  it('asks for a second factor after the password; acr and amr say so, and auth_time is there', async () => {
    const asked = await signIn({ acr_values: two });
    expect(asked.names[0]).toBe('authenticator-verification-data');
    expect(asked.document.currentAuthenticatorEnrollment?.value.profile).toEqual({
      email: 'a***a@example.com',
    });
    await asked.choose('Email');
    const { code } = test.org.messages.sentTo('ada@example.com')[0] as { code: string };
    await asked.answer({ passcode: code === '111111' ? '222222' : '111111' });
    expect([asked.status, asked.fieldMessageKeys]).toEqual([401, ['api.authn.error.PASSCODE_INVALID']]);
    await asked.answer({ passcode: code });
    const { id, access } = await tokens(asked);
    expect(id).toMatchObject({ acr: two, amr: ['pwd', 'email', 'mfa'] });
    expect(access).toMatchObject({ acr: two, auth_time: id['auth_time'] });
  });

  it('without it a password is enough, and no acr is claimed; from there only the factor is asked', async () => {
    const { id } = await tokens(await signIn());
    expect(id['acr']).toBeUndefined();
    expect(id['amr']).toEqual(['pwd']);
    enrollPush();
    const asked = await page({ acr_values: two });
    expect(asked.names[0]).toBe('select-authenticator-authenticate');
    expect(asked.options).toEqual(['Email', 'Okta Verify']);
    await asked.choose('Okta Verify', { methodType: 'push' });
    const poll = () => asked.proceed('challenge-poll');
    await poll();
    expect([asked.names[0], asked.messageKeys]).toEqual(['challenge-poll', []]);
    const { challenges } = test.org;
    challenges.answerPush(challenges.waitingPushes(ada.id)[0]!.id, false);
    await poll();
    expect(asked.messageKeys).toEqual(['api.authn.poll.error.push_rejected']);
    await asked.choose('Okta Verify', { methodType: 'push' });
    challenges.answerPush(challenges.waitingPushes(ada.id)[0]!.id, true);
    const stepped = await tokens(await poll());
    expect(stepped.id).toMatchObject({ acr: two, amr: ['pwd', 'swk', 'mfa'] });
    // The session is strong enough now: the next request passes without a page.
    expect((await tokens(await open({ acr_values: two, prompt: 'none' }))).id['acr']).toBe(two);
  });

  it('prompt=none and a weak session: login_required', async () => {
    await (await signIn()).leave();
    const silent = (await open({ acr_values: two, prompt: 'none' })) as URL;
    expect(silent.searchParams.get('error')).toBe('login_required');
  });

  it('who turns back begins as someone else may, without the session', async () => {
    await (await signIn()).leave();
    const asked = await page({ acr_values: two });
    await asked.submit(asked.document['cancel'] as Parameters<typeof asked.submit>[0]);
    expect(asked.names[0]).toBe('identify');
    const again = await HostedPage.open(visitor, asked.url);
    expect(again.names[0]).toBe('identify');
  });

  it.each([
    ['max_age', { max_age: '300' }],
    ['prompt=login', { prompt: 'login' }],
  ])('%s: who signed in too long ago shows both again', async (_, more) => {
    await (await signIn()).leave();
    test.pass(600);
    const asked = await page({ acr_values: two, ...(more as Record<string, string>) });
    expect(asked.names[0]).toBe('identify');
    await asked.signIn({ login: 'ada@example.com', password });
    expect(asked.names[0]).toBe('authenticator-verification-data');
  });

  it('the class decides: 1fa:pwd is content, phr has a passkey set up first', async () => {
    const pwd = 'urn:okta:loa:1fa:pwd';
    expect((await tokens(await signIn({ acr_values: pwd }))).id['acr']).toBe(pwd);
    const asked = await page({ acr_values: 'phr' });
    expect([asked.names[0], asked.options]).toEqual([
      'select-authenticator-enroll',
      ['Security Key or Biometric'],
    ]);
    expect((await tokens(await open({ acr_values: 'unheard:of' }))).id['acr']).toBeUndefined();
  });

  it('a method of an authenticator that an administrator has put out of use is not offered', async () => {
    enrollPush();
    const verify = test.org.authenticators.byKey('okta_verify')!;
    for (const method of ['push', 'totp']) {
      const path = `${test.url}/api/v1/authenticators/${verify.id}/methods/${method}/lifecycle/deactivate`;
      const headers = { authorization: `SSWS ${test.apiToken}` };
      expect((await fetch(path, { method: 'POST', headers })).status).toBe(200);
    }
    const asked = await signIn({ acr_values: two });
    expect(asked.names[0]).toBe('authenticator-verification-data');
    expect(asked.document.currentAuthenticatorEnrollment?.value.profile).toHaveProperty('email');
  });

  it('the page of one browser is not another’s', async () => {
    const asked = await signIn({ acr_values: two });
    const stranger = await new Visitor().fetch(asked.url);
    expect(stranger.status).toBe(400);
    expect(await stranger.text()).not.toContain(asked.document.stateHandle);
  });
});

it("the app's own policy with two factors holds on the hosted page too", async () => {
  test.demand(twoFactors);
  expect((await signIn()).names[0]).toBe('authenticator-verification-data');
  test.demand(onePassword);
  expect((await tokens(await signIn())).id['amr']).toEqual(['pwd']);
});

it('acr_values at /interact: the widget is asked for the factor, and the code carries the class', async () => {
  const client = await new IdxClient(test).start({ acr_values: two });
  await client.proceed('identify', { identifier: 'ada@example.com' });
  await client.answer({ passcode: password });
  expect(client.interactionCode).toBeUndefined();
  await client.choose('Email');
  const { code } = test.org.messages.sentTo('ada@example.com')[0] as { code: string };
  await client.answer({ passcode: code });
  expect(await client.idToken()).toMatchObject({ acr: two, amr: ['pwd', 'email', 'mfa'] });
});
