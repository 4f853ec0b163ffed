/** The Factors API: setting up Okta Verify on a phone. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const home = sandboxOfFile();
const { call } = home;

const moveClock = (offsetSeconds: number) =>
  fetch(`${home.sandbox.url}/__sandbox/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ offsetSeconds }),
  });

interface Link {
  readonly href: string;
  readonly type?: string;
}
interface Pending {
  readonly status: string;
  readonly factorResult: string;
  readonly _links: Readonly<Record<'poll' | 'activate', Link>>;
  readonly _embedded: { readonly activation: { readonly _links: Readonly<Record<'qrcode', Link>> } };
}

const pathOf = ({ href }: Link): string => href.slice(home.sandbox.url.length);

test('a push is set up by the phone that reads the code: waiting, too late, begun again, active', async () => {
  const profile = {
    login: 'ada@example.com',
    email: 'ada@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
  };
  const { id } = await call('POST', '/api/v1/users', { profile });
  const enrolled = await call('POST', `/api/v1/users/${id}/factors`, {
    factorType: 'push',
    provider: 'OKTA',
  });
  const { status, _links, _embedded } = enrolled.body as unknown as Pending;
  expect(status).toBe('PENDING_ACTIVATION');
  expect(_embedded.activation).toMatchObject({
    factorResult: 'WAITING',
    expiresAt: expect.any(String) as string,
  });
  expect(_embedded.activation._links.qrcode).toMatchObject({
    href: expect.stringMatching(/^data:image/) as string,
  });
  const poll = async () => (await call('POST', pathOf(_links.poll))).body as unknown as Pending;
  expect((await poll()).factorResult).toBe('WAITING');

  await moveClock(601);
  const late = await poll();
  expect(late.factorResult).toBe('TIMEOUT');
  const again = await call('POST', pathOf(late._links.activate));
  expect(again.body).toMatchObject({ factorResult: 'WAITING' });
  await moveClock(0);

  const phone = `${home.sandbox.outside.url}/phone/${id}`;
  const page = await (await fetch(phone)).text();
  const device = /name="device" value="([^"]+)"/.exec(page)![1]!;
  await fetch(`${phone}/add`, { method: 'POST', body: new URLSearchParams({ device }) });
  expect(await poll()).toMatchObject({ id: enrolled.id, status: 'ACTIVE' });
});

test('a push that waits can be cancelled, once; one that was answered stays', async () => {
  const profile = { login: 'cy@example.com', email: 'cy@example.com', firstName: 'Cy', lastName: 'Test' };
  const { id } = await call('POST', '/api/v1/users', { profile });
  const enrolled = await call('POST', `/api/v1/users/${id}/factors?activate=true`, {
    factorType: 'push',
    provider: 'OKTA',
  });
  const verify = async () =>
    (await call('POST', `/api/v1/users/${id}/factors/${enrolled.id}/verify`)).body as unknown as {
      _links: Record<'poll' | 'cancel', Link>;
    };
  const asks = async (): Promise<boolean> =>
    (await (await fetch(`${home.sandbox.outside.url}/phone/${id}`)).text()).includes('name="challenge"');

  const first = (await verify())._links;
  expect(first.cancel).toMatchObject({ hints: { allow: ['DELETE'] } });
  expect(await asks()).toBe(true);
  expect((await call('DELETE', pathOf(first.cancel))).status).toBe(204);
  expect(await asks()).toBe(false);
  expect((await call('DELETE', pathOf(first.cancel))).status).toBe(404);
  expect((await call('GET', pathOf(first.poll))).status).toBe(404);

  const second = (await verify())._links;
  home.sandbox.inbox.answerPush({ user: 'cy@example.com', answer: 'approve' });
  expect((await call('DELETE', pathOf(second.cancel))).status).toBe(404);
  expect((await call('GET', pathOf(second.poll))).body).toEqual({ factorResult: 'SUCCESS' });
});

test('enrolling says what is wrong with the provider, and reads numbers as people paste them', async () => {
  const profile = { login: 'bea@example.com', email: 'bea@example.com', firstName: 'Bea', lastName: 'Test' };
  const { id } = await call('POST', '/api/v1/users', { profile });
  const enroll = async (factor: object) => (await call('POST', `/api/v1/users/${id}/factors`, factor)).body;
  const cause = (errorSummary: string) => ({ errorCode: 'E0000001', errorCauses: [{ errorSummary }] });
  expect(await enroll({ factorType: 'push', provider: 'ACME' })).toMatchObject(cause('Invalid Provider.'));
  const yubikey = { factorType: 'token:hardware', provider: 'YUBICO' };
  expect(await enroll(yubikey)).toMatchObject(cause('Factor not enabled.'));
  const voice = { factorType: 'call', provider: 'OKTA', profile: { phoneNumber: '+14155550123' } };
  expect(await enroll(voice)).toMatchObject({ ...cause('Factor not enabled.'), errorCode: 'E0000060' });
  const sms = { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '162 840 01133\u202c' } };
  expect(await enroll(sms)).toMatchObject({ profile: { phoneNumber: '16284001133' } });
});

test('a security question is changed: the new answer counts; no other factor is changed so', async () => {
  const profile = { login: 'eve@example.com', email: 'eve@example.com', firstName: 'Eve', lastName: 'Ada' };
  const { id } = await call('POST', '/api/v1/users', { profile });
  const factors = `/api/v1/users/${id}/factors`;
  const first = { question: 'disliked_food', answer: 'mayonnaise' };
  const { body } = await call('POST', factors, { factorType: 'question', provider: 'OKTA', profile: first });
  const one = `${factors}/${String(body['id'])}`;
  const second = { question: 'name_of_first_plush_toy', answer: 'meatball' };
  expect(await call('PUT', one, { profile: second })).toMatchObject({
    status: 200,
    body: {
      status: 'ACTIVE',
      profile: {
        question: 'name_of_first_plush_toy',
        questionText: 'What is the name of your first stuffed animal?',
      },
    },
  });
  expect(await call('POST', `${one}/verify`, { answer: 'mayonnaise' })).toMatchObject({ status: 403 });
  expect(await call('POST', `${one}/verify`, { answer: 'meatball' })).toMatchObject({ status: 200 });
  expect(await call('PUT', one, { profile: { ...second, answer: 'abc' } })).toMatchObject({ status: 400 });

  const sms = { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '+14155550123' } };
  const other = await call('POST', factors, sms);
  expect(await call('PUT', `${factors}/${String(other.body['id'])}`, { profile: second })).toMatchObject({
    status: 405,
    body: { errorCode: 'E0000022' },
  });
});
