/** For all users and policies: hosted, embedded and Classic sign-in ask the same and refuse the same. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostedPage } from '../helpers/hosted-page.ts';
import { IdxClient } from '../helpers/idx-client.ts';
import type { IdxConversation } from '../helpers/idx-conversation.ts';
import { onePassword, password, startOrg, twoFactors, type TestOrg } from '../helpers/org.ts';
import { Visitor, locationOf } from '../helpers/visitor.ts';

let test: TestOrg;

beforeEach(async () => {
  test = await startOrg();
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const situation = fc.record({
  status: fc.constantFrom('ACTIVE', 'ACTIVE', 'PASSWORD_EXPIRED', 'LOCKED_OUT', 'SUSPENDED'),
  isRight: fc.boolean(),
  access: fc.constantFrom('ALLOW', 'ALLOW', 'ALLOW', 'DENY'),
  requireFactor: fc.boolean(),
  showLockoutFailures: fc.boolean(),
  mail: fc.constantFrom('ACTIVE', 'INACTIVE'),
  totp: fc.boolean(),
  sms: fc.boolean(),
  question: fc.boolean(),
  /** Classic sign-in knows no app, so what the app asks does not count there. */
  appAsksTwo: fc.boolean(),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

let count = 0;

/** A new person in this situation; the login. */
async function prepare(given: Situation): Promise<string> {
  const { org } = test;
  const login = `ada${(count += 1)}@example.com`;
  const { id } = await test.addPerson(login);
  test.demand(given.appAsksTwo ? twoFactors : onePassword);
  org.transaction(() => {
    const mail = org.authenticators.byKey('okta_email')!;
    org.authenticators.update(mail, { status: given.mail });
    if (given.totp) org.factors.activate(org.factors.enrollTotp(id, login, 'GOOGLE'));
    if (given.sms) org.factors.activate(org.factors.enrollSms(id, '+14155550123'));
    if (given.question) org.factors.enrollQuestion(id, 'disliked_food', 'Disliked?', 'no:hash');
    const { signon } = { signon: { access: given.access, requireFactor: given.requireFactor } };
    const [rule] = org.policies.rules(org.policies.systemPolicy('OKTA_SIGN_ON').id);
    org.policies.updateRule(rule!, { actions: { signon } });
    const policy = org.policies.systemPolicy('PASSWORD');
    const settings = policy.settings as { password: { lockout: object } };
    const lockout = { ...settings.password.lockout, showLockoutFailures: given.showLockoutFailures };
    org.policies.update(policy, {
      settings: { ...settings, password: { ...settings.password, lockout } },
    });
    org.users.setStatus(org.users.require(id), given.status);
  });
  return login;
}

const kindsOf = (keys: readonly string[]): string => [...new Set(keys)].sort().join(' ');

async function byEmbedded(login: string, secret: string): Promise<string> {
  const client = await new IdxClient(test).start();
  await client.proceed('identify', { identifier: login, credentials: { passcode: secret } });
  return client.interactionCode === undefined ? saidBy(client) : 'in';
}

async function byHostedPage(login: string, secret: string): Promise<string> {
  const query = new URLSearchParams({
    client_id: test.clientId,
    response_type: 'code',
    scope: 'openid',
    state: 'the-state',
    redirect_uri: 'http://localhost:9/callback',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const visitor = new Visitor();
  const page = locationOf(await visitor.fetch(`${test.issuer}/v1/authorize?${query.toString()}`));
  const hosted = await HostedPage.open(visitor, page.href);
  await hosted.signIn({ login, password: secret });
  if (hosted.document.success === undefined) return saidBy(hosted);
  const back = await hosted.leave();
  return back.searchParams.has('code') ? 'in' : back.href;
}

function saidBy(client: IdxConversation): string {
  const [key] = [...client.messageKeys, ...client.fieldMessageKeys];
  // The page that asks for the name alone knows then whose password is wrong.
  if (key !== undefined) return key === 'incorrectPassword' ? 'E0000004' : key.replace('errors.', '');
  const [name = ''] = client.names;
  if (name === 'reenroll-authenticator') return 'new password';
  const keys = client.document.authenticators?.value.map((authenticator) => authenticator.key) ?? [];
  return `${name.includes('enroll') ? 'enroll' : 'show'} ${name.includes('enroll') ? '' : kindsOf(keys)}`.trim();
}

const keyOf: Readonly<Record<string, string>> = {
  email: 'okta_email',
  sms: 'phone_number',
  question: 'security_question',
  'token:software:totp': 'google_otp',
};

async function byClassic(login: string, secret: string): Promise<string> {
  const response = await fetch(`${test.url}/api/v1/authn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: login, password: secret }),
  });
  const body = (await response.json()) as {
    readonly status?: string;
    readonly errorCode?: string;
    readonly _embedded?: { readonly factors?: readonly { readonly factorType: string }[] };
  };
  const types = body._embedded?.factors?.map(({ factorType }) => keyOf[factorType] ?? factorType) ?? [];
  const words: Readonly<Record<string, string>> = {
    SUCCESS: 'in',
    PASSWORD_EXPIRED: 'new password',
    LOCKED_OUT: 'E0000119',
    MFA_REQUIRED: `show ${kindsOf(types)}`,
    MFA_ENROLL: 'enroll',
    E0000006: 'security.access_denied',
  };
  const said = body.status ?? body.errorCode ?? '';
  return words[said] ?? said;
}

it('asks the same and refuses the same', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(situation, async (given) => {
      const secret = given.isRight ? password : 'wrong';
      const embedded = await byEmbedded(await prepare(given), secret);
      expect(await byHostedPage(await prepare(given), secret)).toBe(embedded);
      if (!given.appAsksTwo) expect(await byClassic(await prepare(given), secret)).toBe(embedded);
      seen.add(embedded.split(' ')[0]!);
    }),
    { numRuns: 60, seed: 13 },
  );
  // The situations are as different as they are meant to be.
  expect([...seen].sort()).toEqual(
    ['E0000004', 'E0000119', 'enroll', 'in', 'new', 'security.access_denied', 'show'].sort(),
  );
}, 600_000);
