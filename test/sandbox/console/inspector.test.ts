/** What the inspector of the org shows of the console, and of what the org sends besides HTTP. */
import { afterAll, expect, it } from 'vitest';
import { startConsole } from '../../helpers/console/visitor.ts';

const { test, admin, call, close } = await startConsole();
const { id: personId } = await test.addPerson('ada@example.com');
afterAll(close);

it('changes are in the inspector as calls of the Management API, without what is read and what is secret', async () => {
  const group = test.org.transaction(() => test.org.groups.create({ name: 'Inspected' }));
  await admin.send(`/admin/user/profile/view/${personId}?tab=groups`, 'join', { groups: [group.id] });
  const made = await admin.send('/admin/access/api/tokens', 'create', { name: 'Inspected' });
  const secret = /data-copy="([^"]+)"/.exec(await admin.page(made.headers.get('location')!))![1]!;
  const drawn = await (await fetch(`${test.url}/inspector`)).text();
  expect(drawn).toContain('/api/internal/tokens');
  expect(drawn).not.toContain(secret);
  const calls = [...drawn.matchAll(/Okta org to Okta org: <\/span>\s*<span[^>]*\s*><b>(\w+)<\/b> (\S+)/g)];
  expect(calls.map(([, method]) => method)).not.toContain('GET');
  expect(calls.map(([, ...call]) => call.join(' '))).toContain(
    `PUT /api/v1/groups/${group.id}/users/${personId}`,
  );
  const leaving = new AbortController();
  await fetch(`${test.url}/inspector/stream`, { signal: leaving.signal });
  leaving.abort(); // which is no fault
  // It was not on the wire, so a HAR does not have it.
  const har = await (await fetch(`${test.url}/inspector/export.har`)).text();
  expect(har).toContain('/admin/user/profile/view/');
  expect(har).not.toContain(`/groups/${group.id}/users/`);
});

it('a text message is in the inspector with a page that shows phones', async () => {
  const factors = `/api/v1/users/${personId}/factors`;
  const sms = { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '+14155550123' } };
  const { id } = await call('POST', `${factors}?activate=true`, sms);
  await call('POST', `${factors}/${id}/verify`, {});
  const drawn = await (await fetch(`${test.url}/inspector`)).text();
  const [, path = ''] = /<b>SMS<\/b> (\/[^\s<]*)/.exec(drawn) ?? [];
  expect((await fetch(test.outsideUrl + path)).status).toBe(200);
});
