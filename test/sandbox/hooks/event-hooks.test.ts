/** What event hooks can subscribe to, and how filters select events. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startConsole } from '../../helpers/console/visitor.ts';
import { sandboxOfFile } from '../../helpers/sandbox-of-file.ts';

const org = sandboxOfFile();
const { call } = org;

interface Delivery {
  readonly data: {
    readonly events: readonly { readonly target: readonly { readonly displayName: string }[] }[];
  };
}
let heard: string[] = [];
const receiver = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString()));
  request.on('end', () => {
    const verification = request.headers['x-okta-verification-challenge'];
    if (verification === undefined)
      for (const { target } of (JSON.parse(text) as Delivery).data.events)
        heard.push(target.map(({ displayName }) => displayName).join(' '));
    response.end(JSON.stringify({ verification }));
  });
});
beforeAll(() => new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve)));
beforeEach(() => (heard = []));
afterAll(() => new Promise((resolve) => receiver.close(resolve)));

const hook = (items: readonly string[], filters?: Readonly<Record<string, string>>) => ({
  name: 'Events',
  events: {
    type: 'EVENT_TYPE',
    items,
    ...(filters && {
      filter: {
        type: 'EXPRESSION_LANGUAGE',
        eventFilterMap: Object.entries(filters).map(([event, expression]) => ({
          event,
          condition: { expression },
        })),
      },
    }),
  },
  channel: {
    type: 'HTTP',
    version: '1.0.0',
    config: { uri: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` },
  },
});
const created = 'group.lifecycle.create';
const deleted = 'group.lifecycle.delete';
const causeOf = async (body: object) => {
  const { status, body: refused } = await call('POST', '/api/v1/eventHooks', body);
  expect({ status, ...refused }).toMatchObject({ status: 400, errorCode: 'E0000001' });
  return (refused['errorCauses'] as { errorSummary: string }[]).map(({ errorSummary }) => errorSummary);
};

test.each(['user.lifecycle.created', 'app.oauth2.as.token.grant.access_token', ''])(
  'it cannot subscribe to %j, which is no event type for hooks',
  async (type) => {
    expect(await causeOf(hook([created, type]))).toEqual([
      `events.items.1: '${type}' is not an event type for event hooks.`,
    ]);
  },
);

const expression = 'events.filter.eventFilterMap.0.condition.expression';
test.each([
  ['event.target.?[type eq ', /^Invalid expression: /],
  ['', /^Invalid expression: the expression is empty$/],
  ['event.client.ipAddress == "10.0.0.1"', /^Event hooks cannot filter by event\.client\.$/],
  ['event.actor.id', /^The expression must evaluate to a Boolean\.$/],
  ['target.?[type eq "User"]', /^The expression must evaluate to a Boolean\.$/],
])('it refuses the filter %j', async (filter, cause) => {
  const [only = '', ...more] = await causeOf(hook([created], { [created]: filter }));
  expect(more).toEqual([]);
  expect(only.slice(0, expression.length + 2)).toBe(`${expression}: `);
  expect(only.slice(expression.length + 2)).toMatch(cause);
});

test('it filters only what it subscribes to, in the expression language', async () => {
  expect(await causeOf(hook([created], { [deleted]: 'true' }))).toEqual([
    `events.filter.eventFilterMap: The hook does not subscribe to '${deleted}'.`,
  ]);
  const regex = hook([created], { [created]: 'true' });
  Object.assign(regex.events.filter!, { type: 'REGEX' });
  expect((await causeOf(regex))[0]).toMatch(/^events\.filter\.type: .*EXPRESSION_LANGUAGE/);
});

test.each([
  [
    "event.target.?[type eq 'UserGroup'].size()>0 && event.target.?[displayName eq 'Sales'].size()>0",
    ['Sales'],
  ],
  ["event.target.?[type eq 'UserGroup' && displayName ne 'Sales'].size() > 0", ['Buyers']],
  ["event.outcome.result eq 'SUCCESS' AND event.actor.type eq 'User'", ['Sales', 'Buyers']],
  ["event.debugData.changedAttributes.contains('title')", []],
  ["event.target[3].displayName eq 'Sales'", []],
])('it hears only of what passes %s', async (filter, passing) => {
  const made = await call('POST', '/api/v1/eventHooks', hook([created, deleted], { [created]: filter }));
  expect(made).toMatchObject({ status: 200 });
  expect(made.body['events']).toEqual({
    type: 'EVENT_TYPE',
    items: [created, deleted],
    filter: {
      type: 'EXPRESSION_LANGUAGE',
      eventFilterMap: [{ event: created, condition: { version: null, expression: filter } }],
    },
  });
  const path = `/api/v1/eventHooks/${made.id}`;
  await call('POST', `${path}/lifecycle/verify`);
  const groups = [];
  for (const name of ['Sales', 'Buyers'])
    groups.push(await call('POST', '/api/v1/groups', { profile: { name } }));
  for (const { id } of groups) await call('DELETE', `/api/v1/groups/${id}`);
  // There is no filter for the deletions.
  await expect.poll(() => heard.sort()).toEqual([...passing, 'Sales', 'Buyers'].sort());
  const cleared = await call('PUT', path, { ...hook([created]), name: 'Unfiltered' });
  expect(cleared.body['events']).toMatchObject({ filter: null });
  await call('POST', '/api/v1/groups', { profile: { name: `After ${made.id}` } });
  await expect.poll(() => heard.at(-1)).toBe(`After ${made.id}`);
  await call('POST', `${path}/lifecycle/deactivate`);
  await call('DELETE', path);
});

/** A hook in the Admin Console, with its edit page. */
async function atTheConsole(filters: Readonly<Record<string, string>>) {
  const { admin, call: ask, close } = await startConsole();
  const { id } = await ask('POST', '/api/v1/eventHooks', hook([created, deleted], filters));
  const page = `/admin/workflow/eventhooks/${id}`;
  const values = { name: 'Events', uri: 'https://example.com/', events: `${created}\n${deleted}` };
  const save = (changes: Readonly<Record<string, string>>) =>
    admin.send(page, 'edit', { ...values, ...changes });
  const saved = async () => (await ask('GET', `/api/v1/eventHooks/${id}`)).body['events'];
  return { admin, page, save, saved, close };
}

test('the Admin Console changes its filters; one goes with its event type', async () => {
  const { admin, page, save, saved, close } = await atTheConsole({ [deleted]: '1 > 2' });
  expect(await admin.page(page)).toMatch(/Filter for group\.lifecycle\.delete[^]*<textarea[^>]*>\n1 &gt; 2</);
  const ofCreated = "event.actor.type eq 'User'\n&& event.outcome.result eq 'SUCCESS'";
  await save({ [`filter.0.${created}`]: ofCreated, [`filter.0.${deleted}`]: '2 > 1' });
  expect(await saved()).toMatchObject({
    filter: {
      eventFilterMap: [
        { event: created, condition: { expression: ofCreated } },
        { event: deleted, condition: { expression: '2 > 1' } },
      ],
    },
  });
  await save({ [`filter.0.${deleted}`]: '2 > 1' });
  expect(await saved()).toMatchObject({ filter: { eventFilterMap: [{ event: deleted }] } });
  await save({ [`filter.0.${deleted}`]: '2 > 1', events: created });
  expect(await saved()).toMatchObject({ items: [created], filter: null });
  await close();
});

test('the Admin Console says at the field what is wrong with a filter, and changes nothing', async () => {
  const { save, saved, close } = await atTheConsole({ [created]: '1 > 2' });
  const before = await saved();
  const typed = 'event.actor.id <script>';
  const answer = await save({ [`filter.0.${deleted}`]: typed });
  const html = await answer.text();
  expect([answer.status, await saved()]).toEqual([400, before]);
  const field =
    /<textarea[^>]*name="filter\.0\.group\.lifecycle\.delete"[^]*?<\/textarea>\s*<p[^>]*>[^]*?<\/p>/;
  const [found = ''] = field.exec(html) ?? [];
  const [, id = ''] = /aria-describedby="(\S+-problem)"/.exec(found) ?? [];
  expect(found).toContain('aria-invalid="true" autofocus');
  expect(found).toContain('event.actor.id &lt;script&gt;</textarea>');
  expect(found).toContain(`id="${id}">Invalid expression: `);
  expect(html.match(/aria-invalid/g)).toHaveLength(1);
  expect(html).toContain('role="alert"><strong>Api validation failed: eventHook</strong></div>');
  const elsewhere = await (await save({ uri: 'http://example.com/' })).text();
  expect(elsewhere).toMatch(
    /<input[^>]*name="uri"[^>]*aria-invalid="true"[^>]*>[^]*?>The address must be an https URL/,
  );
  await close();
});

test('a seed takes its filter along', async () => {
  const { id } = await call('POST', '/api/v1/eventHooks', hook([created], { [created]: 'true' }));
  const seed = (await (await fetch(`${org.sandbox.url}/__sandbox/seed`)).json()) as {
    eventHooks: { events: object }[];
  };
  expect(seed.eventHooks.at(-1)!.events).toMatchObject({
    filter: { eventFilterMap: [{ event: created, condition: { expression: 'true' } }] },
  });
  await call('DELETE', `/api/v1/eventHooks/${id}`);
});
