import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Factor } from '../../sandbox/org/factors/factors.ts';
import type { User } from '../../sandbox/org/kernel/model.ts';
import { totp } from '../../sandbox/org/factors/one-time-password.ts';
import { asking, startOrg, type TestOrg } from '../helpers/org.ts';

let home: TestOrg;
let url: string;
let ada: User;
let push: Factor;

beforeAll(async () => {
  home = await startOrg();
  url = home.outsideUrl;
  ada = await home.addPerson('ada@example.com');
  push = home.org.factors.enrollOktaVerify(ada.id, 'ada@example.com').push;
});
afterAll(async () => {
  await home.close();
  expect(home.faults).toEqual([]);
});

const get = async (path: string) => (await fetch(url + path)).text();
const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(url + path, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });
const ask = (numberChallenge = false) =>
  home.org.challenges.push(push, { signInTo: 'Okta Multidemo', numberChallenge });
const resultOf = (id: string) => home.org.challenges.resultOf(home.org.challenges.get(id)!);

describe('the phone', () => {
  test('reads the code of a new Okta Verify, then shows its one-time password', async () => {
    const screen = `/phone/${ada.id}/screen`;
    expect(await get(screen)).toContain('Set up Okta Verify');
    await post(`/phone/${ada.id}/add`, { device: push.deviceId! });
    expect(home.org.factors.get(push.id)?.status).toBe('ACTIVE');
    const { secret = '' } = home.org.factors.ofUser(ada.id).find((factor) => factor.secret !== undefined)!;
    const code = totp(secret, home.org.clock());
    expect(await get(screen)).toContain(`${code.slice(0, 3)} ${code.slice(3)}`);
  });

  test('prompts and mails carry the brand’s name and logo', async () => {
    const { org } = home;
    const logo = { id: 'fil1', type: 'image/png', base64: 'iVBORw0KGgo=' } as const;
    org.transaction(() => org.brands.setTheme(org.brands.ensure('Northlight'), { logo }));
    ask();
    const email = org.factors.enrollEmail(ada.id, 'ada@example.com');
    org.challenges.sendCode(email, { purpose: 'sign-in', asking });
    for (const path of [`/phone/${ada.id}`, '/mailbox/ada@example.com']) {
      const page = await get(path);
      expect(page, path).toContain('src="data:image/png;base64,iVBORw0KGgo="');
      expect(page, path).toContain('Northlight');
    }
    org.factors.delete(email);
  });

  test('approves and declines a prompt', async () => {
    const first = ask();
    expect(await get(`/phone/${ada.id}`)).toContain('Did you just try to sign in?');
    await post(`/phone/${ada.id}/push`, { challenge: first.id, answer: 'approve' });
    expect(resultOf(first.id)).toBe('SUCCESS');
    const second = ask();
    await post(`/phone/${ada.id}/push`, { challenge: second.id, answer: 'decline' });
    expect(resultOf(second.id)).toBe('REJECTED');
  });

  test('a wrong number is a refusal', async () => {
    const right = ask(true);
    await post(`/phone/${ada.id}/push`, {
      challenge: right.id,
      answer: 'approve',
      number: String(right.correctAnswer),
    });
    expect(resultOf(right.id)).toBe('SUCCESS');
    const wrong = ask(true);
    const other = wrong.choices!.find((number) => number !== wrong.correctAnswer)!;
    await post(`/phone/${ada.id}/push`, { challenge: wrong.id, answer: 'approve', number: String(other) });
    expect(resultOf(wrong.id)).toBe('REJECTED');
  });

  test('answers no prompt of another person', async () => {
    const grace = await home.addPerson('grace@example.com');
    const { id } = ask();
    await post(`/phone/${grace.id}/push`, { challenge: id, answer: 'approve' });
    expect(resultOf(id)).toBe('WAITING');
  });

  test('tells an open page of a text message at once', async () => {
    const sms = home.org.factors.enrollSms(ada.id, '+14155550123');
    const stop = new AbortController();
    const events = await fetch(`${url}/phone/${ada.id}/events`, { signal: stop.signal });
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    home.org.challenges.sendCode(sms, { purpose: 'sign-in', asking });
    expect((await reader.read()).value).toContain('event: message');
    stop.abort();
    expect(await get(`/phone/${ada.id}/screen`)).toContain('Your verification code is');
  });

  test('shows the latest text message first, whichever of two numbers it went to', async () => {
    const eve = await home.addPerson('eve@example.com');
    const phones = ['+14155550124', '+14155550125'].map((number) =>
      home.org.factors.enrollSms(eve.id, number),
    );
    const codes = [0, 1, 0].map(
      (index) => home.org.challenges.sendCode(phones[index]!, { purpose: 'sign-in', asking }).code!,
    );
    const page = await get(`/phone/${eve.id}/screen`);
    expect(codes.reverse().map((code) => page.indexOf(code))).toEqual(
      codes.map((code) => page.indexOf(code)).sort((a, b) => a - b),
    );
  });
});

describe('the mailbox', () => {
  test('shows a mail with its code and link, and can be emptied', async () => {
    const mail = home.org.factors.enrollEmail(ada.id, 'ada@example.com', 'ACTIVE');
    const { code } = home.org.challenges.sendCode(mail, {
      purpose: 'sign-in',
      asking,
      link: () => 'http://localhost:9/callback?otp=1&state=2',
    });
    const page = await get('/mailbox/ada%40example.com');
    expect(page).toContain(code!);
    expect(page).toContain('href="http://localhost:9/callback?otp=1&amp;state=2"');
    expect(page).not.toContain('Sandbox <b>.');
    expect(await get('/mailbox')).toContain('ada@example.com');
    const again = home.org.challenges.sendCode(mail, { purpose: 'sign-in', asking }).code!;
    const both = await get('/mailbox/ada%40example.com');
    expect(both.indexOf(again)).toBeLessThan(both.indexOf(code!));
    await post('/mailbox/ada%40example.com/empty', {});
    expect(await get('/mailbox/ada%40example.com')).toContain('No email yet');
  });
});

describe('the list of mailboxes', () => {
  test('tells an open page of any mail at once, and counts it', async () => {
    const stop = new AbortController();
    const events = await fetch(`${url}/mailbox?events`, { signal: stop.signal });
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    home.org.messages.send({
      channel: 'EMAIL',
      to: 'stranger@example.com',
      subject: 'Hello',
      html: '<p>12</p>',
      text: '12',
      code: '12',
    });
    expect((await reader.read()).value).toContain('event: message');
    stop.abort();
    expect(await get('/mailbox?fragment')).toMatch(
      /^\s*<ul[^]*stranger@example\.com[^]*1<span class="unseen"> email</,
    );
    expect(await get('/mailbox')).toContain('data-fragment="/mailbox?fragment"');
  });
});

describe('a program', () => {
  const json = async (path: string): Promise<unknown> =>
    (await fetch(url + path, { headers: { accept: 'application/json' } })).json();

  test('reads the mails of an address, with code and link', async () => {
    expect(await json('/mailbox')).toContainEqual({
      address: 'stranger@example.com',
      name: 'stranger@example.com',
      mails: 1,
    });
    expect(await json('/mailbox/stranger%40example.com')).toMatchObject([
      { to: 'stranger@example.com', subject: 'Hello', text: '12', code: '12' },
    ]);
    expect(await json('/mailbox/nobody%40example.com')).toEqual([]);
  });

  test('reads the phone of a user, by id or login', async () => {
    expect(await json('/phone')).toContainEqual({
      id: ada.id,
      name: 'Ada Lovelace',
      login: 'ada@example.com',
    });
    const shown = { login: 'ada@example.com', texts: [{ channel: 'SMS', to: '+14155550123' }] };
    expect(await json(`/phone/${ada.id}`)).toMatchObject(shown);
    expect(await json('/phone/ada@example.com')).toMatchObject(shown);
  });
});

describe('who comes in', () => {
  test('a foreign page cannot answer a prompt', async () => {
    const { id } = ask();
    const form = { challenge: id, answer: 'approve' };
    const answer = await post(`/phone/${ada.id}/push`, form, { origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(resultOf(id)).toBe('WAITING');
  });

  /** The response to a request with another host name, as in DNS rebinding or through a proxy. */
  const asStranger = (path: string, accept: string) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const headers = { host: 'evil.example', accept };
      request({ port: new URL(url).port, host: 'localhost', headers, path }, (response) => {
        text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
      })
        .on('error', reject)
        .end();
    });

  test('nobody under another host name: programs get an error as JSON', async () => {
    const { status, body } = await asStranger('/phone', '*/*');
    expect([status, JSON.parse(body)]).toMatchObject([403, { errorCode: 'E0000006' }]);
  });

  test('a browser under another host name gets a page that says why, and what to do', async () => {
    const { status, body } = await asStranger('/mailbox/ada@example.com', 'text/html,*/*;q=0.8');
    expect(status).toBe(403);
    expect(body).toContain('<h1 id="title">Your request resulted in an error</h1>');
    expect(body).toContain(`on the machine that runs the org, at ${url}`);
    expect(body).toContain('--trust-network');
    expect(body).not.toContain('ada@example.com');
    const style = /href="(\/sandbox-assets\/[^"]+\.css[^"]*)"/.exec(body)?.[1] ?? '';
    expect((await asStranger(style, 'text/css')).status).toBe(200);
  });

  test('what is not there is a page that says so', async () => {
    for (const path of ['/phone/nobody', '/elsewhere', '/google/accounts/none', '/constructor'])
      expect((await fetch(url + path)).status).toBe(404);
  });
});
