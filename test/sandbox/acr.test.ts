import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../../sandbox/org/kernel/model.ts';
import { IdxClient } from '../helpers/idx-client.ts';
import { onePassword, password, startOrg, twoFactors, type TestOrg } from '../helpers/org.ts';
import { alertOf, locationOf, Visitor } from '../helpers/visitor.ts';

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

/** Follows redirects within the org; what answers last, or the redirect that leaves it. */
async function follow(response: Response): Promise<Response> {
  let at = response;
  while (at.headers.has('location') && locationOf(at).origin === test.url)
    at = await visitor.fetch(locationOf(at).href);
  return at;
}
const open = async (more?: Record<string, string>) => follow(await visitor.fetch(authorizeUrl(more)));
const send = async (page: Response, form: Record<string, string>) =>
  follow(await visitor.post(page.url, form));

/** With the password: the page after it, or the redirect to the app. */
const signIn = async (more?: Record<string, string>) =>
  send(await open(more), { identifier: 'ada@example.com', password });

async function tokens(
  back: Response,
): Promise<{ id: Record<string, unknown>; access: Record<string, unknown> }> {
  const code = locationOf(back).searchParams.get('code');
  expect(locationOf(back).href).toMatch(/code=/);
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

const choices = (html: string): string[] =>
  [...html.matchAll(/name="choice" value="([^"]+)">([^<]+)/g)].map(
    ([, value, label]) => `${label} = ${value}`,
  );
const choice = (html: string, label: RegExp): string =>
  choices(html)
    .find((one) => label.test(one))!
    .split(' = ')[1]!;

function enrolPush(): void {
  const { push } = test.org.factors.enrolOktaVerify(ada.id, ada.profile.login);
  test.org.factors.activateDevice(ada.id, push.deviceId!);
}

describe('acr_values at the authorization endpoint', () => {
  it('asks for a second factor after the password; acr and amr say so, and auth_time is there', async () => {
    const page = await signIn({ acr_values: two });
    const html = await page.text();
    expect(choices(html).map((one) => one.split(' = ')[0])).toEqual(['Email a code to a***@example.com']);
    const asked = await send(page, { choice: choice(html, /Email/) });
    const { code } = test.org.messages.sentTo('ada@example.com')[0] as { code: string };
    const wrong = await send(asked, { code: code === '111111' ? '222222' : '111111' });
    expect(wrong.status).toBe(401);
    expect(await alertOf(wrong)).toContain('Invalid code');
    const { id, access } = await tokens(await send(asked, { code }));
    expect(id).toMatchObject({ acr: two, amr: ['pwd', 'email', 'mfa'] });
    expect(access).toMatchObject({ acr: two, auth_time: id['auth_time'] });
  });

  it('without it a password is enough, and no acr is claimed; from there only the factor is asked', async () => {
    const { id } = await tokens(await signIn());
    expect(id['acr']).toBeUndefined();
    expect(id['amr']).toEqual(['pwd']);
    enrolPush();
    const page = await open({ acr_values: two });
    const html = await page.text();
    expect(html).not.toContain('type="password"');
    const waiting = await send(page, { choice: choice(html, /push/) });
    const poll = async () =>
      (await (
        await visitor.fetch(waiting.url, { headers: { accept: 'application/json' } })
      ).json()) as unknown;
    expect(await poll()).toEqual({ news: false });
    const { challenges } = test.org;
    challenges.answerPush(challenges.waitingPushes(ada.id)[0]!.id, false);
    expect(await poll()).toEqual({ news: true });
    expect(await alertOf(await visitor.fetch(waiting.url))).toBe('You have chosen to reject this login.');
    await send(waiting, { go: 'again' });
    challenges.answerPush(challenges.waitingPushes(ada.id)[0]!.id, true);
    expect(await poll()).toEqual({ news: true });
    const stepped = await tokens(await follow(await visitor.fetch(waiting.url)));
    expect(stepped.id).toMatchObject({ acr: two, amr: ['pwd', 'swk', 'mfa'] });
    // The session is strong enough now: the next request passes without a page.
    expect((await tokens(await open({ acr_values: two, prompt: 'none' }))).id['acr']).toBe(two);
  });

  it('prompt=none and a weak session: login_required; Back to the app: access_denied', async () => {
    await signIn();
    const silent = locationOf(await open({ acr_values: two, prompt: 'none' })).searchParams;
    expect(silent.get('error')).toBe('login_required');
    const left = locationOf(await send(await open({ acr_values: two }), { go: 'cancel' })).searchParams;
    expect([left.get('error'), left.get('state')]).toEqual(['access_denied', 'state-1']);
  });

  it('max_age: who signed in too long ago shows both again', async () => {
    await signIn();
    test.pass(600);
    const page = await open({ acr_values: two, max_age: '300' });
    expect(await page.clone().text()).toContain('type="password"');
    const second = await send(page, { identifier: 'ada@example.com', password });
    expect(await second.text()).toContain('Verify it’s you');
  });

  it('the class decides: 1fa:pwd is content, phr is not and says what this page cannot do', async () => {
    expect((await tokens(await signIn({ acr_values: 'urn:okta:loa:1fa:pwd' }))).id['acr']).toBe(
      'urn:okta:loa:1fa:pwd',
    );
    expect(await (await open({ acr_values: 'phr' })).text()).toContain('it takes a passkey');
    expect((await tokens(await open({ acr_values: 'unheard:of' }))).id['acr']).toBeUndefined();
  });

  it('the state of one browser is not another’s', async () => {
    const page = await signIn({ acr_values: two });
    const stranger = await new Visitor().post(page.url, { code: '000000' });
    expect(stranger.status).toBe(400);
  });
});

it("the app's own policy with two factors holds on the hosted page too", async () => {
  test.demand(twoFactors);
  expect(await (await signIn()).text()).toContain('Verify it’s you');
  test.demand(onePassword);
  expect(locationOf(await open()).searchParams.has('code')).toBe(true);
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
