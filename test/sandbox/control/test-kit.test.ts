/** What tests of other applications use of the sandbox: messages, snapshots, faults, what has arrived. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox/index.ts';

let sandbox: Sandbox;
let adaId: string;
const ada = {
  profile: { login: 'ada@example.com', email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' },
  credentials: { password: { value: 'Long-Enough-1' } },
};

const call = async (method: string, path: string, body?: object) => {
  const answer = await fetch(sandbox.url + path, {
    method,
    headers: { authorization: `SSWS ${sandbox.apiToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: (text === '' ? undefined : JSON.parse(text)) as Record<string, string>,
  };
};
const control = async (method: string, path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(`${sandbox.url}/__sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return answer.status === 204 ? undefined : answer.json();
};

beforeAll(async () => {
  sandbox = await createSandbox();
  adaId = (await call('POST', '/api/v1/users?activate=true', ada)).body['id']!;
});
afterAll(() => sandbox.close());

const resetPassword = () => call('POST', `/api/v1/users/${adaId}/lifecycle/reset_password?sendEmail=true`);

describe('messages', () => {
  test('a mail that is waited for has the link that works', async () => {
    const [mail] = await Promise.all([sandbox.inbox.wait({ to: 'ada' }), resetPassword()]);
    expect(mail).toMatchObject({
      channel: 'EMAIL',
      to: 'ada@example.com',
      subject: 'Account password reset',
    });
    const link = mail?.channel === 'EMAIL' ? mail.link! : '';
    expect((await fetch(link)).status).toBe(200);
    expect(await sandbox.inbox.wait({ to: 'ada', after: mail!.id }, 10)).toBeUndefined();
  });

  test('the same by HTTP: waits, filters, and refuses what it does not know', async () => {
    const [last] = sandbox.inbox.all().slice(-1);
    const waiting = control('GET', `messages?to=ada@example.com&channel=EMAIL&after=${last!.id}&wait=5000`);
    await resetPassword();
    expect(await waiting).toMatchObject([{ subject: 'Account password reset' }]);
    expect(await control('GET', 'messages?channel=SMS')).toEqual([]);
    expect(await control('GET', 'messages?chanel=SMS')).toMatchObject({ errorCode: 'E0000001' });
  });

  test('a prompt is approved, with the number that the page shows, or declined', async () => {
    const factors = `/api/v1/users/${adaId}/factors`;
    const { body } = await call('POST', `${factors}?activate=true`, { factorType: 'push', provider: 'OKTA' });
    const challenge = async () =>
      (await call('POST', `${factors}/${body['id']}/verify`, { useNumberMatchingChallenge: true }))
        .body as unknown as {
        _links: { poll: { href: string } };
      };
    const result = async (href: string) =>
      (await call('GET', href.slice(sandbox.url.length))).body['factorResult'];
    const first = await challenge();
    expect(await control('POST', 'push', { user: 'ada', answer: 'approve' })).toBeUndefined();
    expect(await result(first._links.poll.href)).toBe('SUCCESS');
    const second = await challenge();
    sandbox.inbox.answerPush({ user: adaId, answer: 'decline' });
    expect(await result(second._links.poll.href)).toBe('REJECTED');
    expect(await control('POST', 'push', { user: 'ada', answer: 'approve' })).toMatchObject({
      errorCode: 'E0000007',
      errorSummary: expect.stringContaining('no prompt is waiting') as string,
    });
  });
});

test('a snapshot brings back people, factors, sessions and their order, with their ids', async () => {
  const profile = { ...ada.profile, login: 'mia@example.com', email: 'mia@example.com' };
  const mia = (await call('POST', '/api/v1/users?activate=true', { ...ada, profile })).body['id']!;
  const { sessionToken } = (
    await call('POST', '/api/v1/authn', { username: 'mia', password: 'Long-Enough-1' })
  ).body;
  const session = (await call('POST', '/api/v1/sessions', { sessionToken })).body['id']!;
  const before = (await call('GET', '/api/v1/users')).body;
  const id = sandbox.snapshots.take();

  await call('DELETE', `/api/v1/sessions/${session}`);
  await call('DELETE', `/api/v1/users/${mia}`);
  await call('DELETE', `/api/v1/users/${mia}`);
  await call('POST', '/api/v1/users', {
    profile: { login: 'eve@example.com', email: 'eve@example.com', firstName: 'Eve', lastName: 'Moon' },
  });
  sandbox.snapshots.restore(id);
  expect((await call('GET', '/api/v1/users')).body).toEqual(before);
  expect((await call('GET', `/api/v1/sessions/${session}`)).body).toMatchObject({ userId: mia });
  expect((await call('GET', '/api/v1/users/eve@example.com')).status).toBe(404);
  expect((await call('GET', `/api/v1/users/${adaId}/factors`)).body).not.toEqual([]);

  const { id: other } = (await control('POST', 'snapshots')) as { id: string };
  await call('DELETE', `/api/v1/users/${mia}`);
  expect(await control('POST', 'snapshots/restore', { id: other })).toBeUndefined();
  expect((await call('GET', `/api/v1/users/${mia}`)).body['status']).toBe('ACTIVE');
  expect(await control('POST', 'snapshots/restore', { id: 'unknown' })).toMatchObject({
    errorCode: 'E0000007',
  });
});

test('a snapshot brings back the order, also of what was removed and added again', async () => {
  const groups = await Promise.all(
    ['First', 'Second'].map(
      async (name) => (await call('POST', '/api/v1/groups', { profile: { name } })).body,
    ),
  );
  const member = (group?: { id?: string }) => `/api/v1/groups/${group?.id}/users/${adaId}`;
  for (const group of groups) await call('PUT', member(group));
  const before = (await call('GET', `/api/v1/users/${adaId}/groups`)).body;
  const id = sandbox.snapshots.take();
  await call('DELETE', member(groups[0]));
  await call('PUT', member(groups[0]));
  sandbox.snapshots.restore(id);
  expect((await call('GET', `/api/v1/users/${adaId}/groups`)).body).toEqual(before);
});

test('a key that was made after the snapshot is the same afterwards: what it has signed stays valid', async () => {
  const fresh = await createSandbox();
  const keys = async () =>
    ((await (await fetch(`${fresh.url}/oauth2/v1/keys`)).json()) as { keys: object[] }).keys;
  const before = fresh.snapshots.take();
  const made = await keys();
  fresh.snapshots.restore(before);
  expect(await keys()).toEqual(made);
  await fresh.close();
});

test('faults hit one method, and only after some requests', async () => {
  sandbox.setFaults({ failing: 1, method: 'POST', path: '/api/v1/groups', after: 1 });
  const add = (name: string) => call('POST', '/api/v1/groups', { profile: { name } });
  expect((await call('GET', '/api/v1/groups')).status).toBe(200);
  expect([await add('One'), await add('Two'), await add('Three')].map(({ status }) => status)).toEqual([
    200, 500, 200,
  ]);
});

test('what has arrived can be asserted, without secrets', async () => {
  sandbox.requests.clear();
  const none = sandbox.requests.all();
  await call('GET', '/api/v1/users?limit=1');
  const secrets = 'state=secret-state&interclient_token=secret-token';
  await fetch(`${sandbox.url}/oauth2/default/v1/authorize?client_id=nobody&${secrets}`, {
    redirect: 'manual',
  });
  expect(none).toEqual([]);
  const seen = sandbox.requests.all();
  expect(seen).toMatchObject([
    { method: 'GET', path: '/api/v1/users', query: { limit: '1' }, status: 200 },
    { method: 'GET', path: '/oauth2/default/v1/authorize', query: { client_id: 'nobody', state: '…' } },
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/secret-(state|token)/);
  expect(JSON.stringify(await control('GET', 'requests'))).toBe(JSON.stringify(seen));
  expect(await control('DELETE', 'requests')).toBeUndefined();
  expect(sandbox.requests.all()).toEqual([]);
});

test('several orgs in one process know nothing of each other', async () => {
  const other = await createSandbox();
  const answer = await fetch(`${other.url}/api/v1/users/ada@example.com`, {
    headers: { authorization: `SSWS ${other.apiToken}` },
  });
  expect(answer.status).toBe(404);
  await other.close();
});
