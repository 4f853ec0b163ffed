import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../../sandbox/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-restart-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const call = async (org: { url: string; apiToken: string }, path: string, body?: unknown) => {
  const response = await fetch(org.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `SSWS ${org.apiToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('an org that is started again is the same org; reset makes it a new one', async () => {
  const file = join(folder, 'org.db');
  const first = await createSandbox({ file });
  const group = await call(first, '/api/v1/groups', { profile: { name: 'Stays' } });
  const keys = (await (await fetch(`${first.url}/oauth2/v1/keys`)).json()) as object;
  await first.close();

  const second = await createSandbox({ file });
  expect(second.apiToken).toBe(first.apiToken);
  expect(await call(second, `/api/v1/groups/${String(group.body.id)}`)).toMatchObject({
    status: 200,
    body: { profile: { name: 'Stays' } },
  });
  expect(await (await fetch(`${second.url}/oauth2/v1/keys`)).json()).toEqual(keys);

  second.reset();
  expect(await call(second, `/api/v1/groups/${String(group.body.id)}`)).toMatchObject({ status: 404 });
  expect(await call(second, '/api/v1/users/me')).toMatchObject({ status: 200 });
  await second.close();
});

test('messages of the same second are listed in their order, also after a snapshot and a restart', async () => {
  const file = join(folder, 'order.db');
  const before = await createSandbox({ file });
  const mail = async (login: string) => {
    const profile = { login, email: login, firstName: 'A', lastName: 'B' };
    const { body } = await call(before, '/api/v1/users', { profile });
    await call(before, `/api/v1/users/${String(body.id)}/lifecycle/activate?sendEmail=true`, {});
  };
  const inOrder = async (org: typeof before) => {
    const messages = (await (await fetch(`${org.url}/__sandbox/messages`)).json()) as { to: string }[];
    return messages.map(({ to }) => to);
  };
  const logins = ['ada@example.com', 'eve@example.com', 'mia@example.com'];
  for (const login of logins) await mail(login);
  const snapshot = before.snapshots.take();
  await fetch(`${before.outside.url}/mailbox/ada@example.com/empty`, { method: 'POST' });
  before.snapshots.restore(snapshot);
  expect(await inOrder(before)).toEqual(logins);
  await before.close();

  const after = await createSandbox({ file });
  expect(await inOrder(after)).toEqual(logins);
  await after.close();
});

test('what still runs when an org is closed changes nothing, and ends nothing', async () => {
  const file = join(folder, 'closed.db');
  const org = await createSandbox({ file });
  const { body: app } = await call(org, '/api/v1/apps', {
    ...{ name: 'oidc_client', label: 'Batch', signOnMode: 'OPENID_CONNECT' },
    settings: { oauthClient: { application_type: 'service', grant_types: ['client_credentials'] } },
  });
  const { oauthClient } = app.credentials as { oauthClient: { client_id: string } };
  await org.close();
  // A token is written a moment after it is issued: see `transactionSoon`.
  await org.tokenFor(undefined, oauthClient.client_id, ['okta.users.read']).catch(() => undefined);
  org.sessionFor('admin@sandbox.example');
  await new Promise((settle) => setTimeout(settle, 100));
  const again = await createSandbox({ file });
  expect((await call(again, `/api/v1/apps/${String(app.id)}`)).status).toBe(200);
  await again.close();
});

test('a file that is no state of a sandbox is refused and left alone', async () => {
  const { writeFile, readFile } = await import('node:fs/promises');
  const file = join(folder, 'letter.db');
  await writeFile(
    file,
    'Dear sandbox, I am a letter and not a database. Please leave me as I am.'.repeat(20),
  );
  await expect(createSandbox({ file })).rejects.toThrow(/not a database/);
  expect(await readFile(file, 'utf8')).toMatch(/^Dear sandbox/);
});
