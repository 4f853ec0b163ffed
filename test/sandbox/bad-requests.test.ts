/** Ten thousand requests that nobody should send: the org answers each, as Okta would, and is unharmed. */
import fc from 'fast-check';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, implementedEndpoints, type Sandbox } from '../../sandbox/index.ts';

const count = 10_000;
let sandbox: Sandbox;
const agent = new Agent({ keepAlive: true, maxSockets: 20 });
beforeAll(async () => {
  sandbox = await createSandbox({ log: (error) => unforeseen.push(error) });
});
afterAll(async () => {
  agent.destroy();
  await sandbox.close();
});
const unforeseen: unknown[] = [];

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

const nasty = fc.constantFrom(
  "' OR 1=1 --",
  '"; DROP TABLE users; --',
  '${7*7}',
  '{{7*7}}',
  '<%= 7*7 %>',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '\u0000',
  '\uD800',
  '𝕳𝖊𝖑𝖑𝖔 ‮ ﷽',
  'a'.repeat(5000),
  '%00%ff%zz',
  'default',
  'me',
);
const word = fc.oneof(nasty, fc.string({ maxLength: 30 }));
const fields = fc.constantFrom(
  'profile', 'name', 'label', 'type', 'id', 'credentials', 'password', 'value', 'settings', 'oauthClient', 'signOnMode',
  'conditions', 'actions', 'policy', 'protocol', 'channel', 'config', 'uri', 'events', 'items', 'scopes', 'audiences',
  'definitions', 'custom', 'properties', 'redirect_uris', 'grant_types', 'priority', 'status', 'login', 'email',
  'firstName', 'lastName', 'recovery_question', 'hash', 'algorithm', 'x5c', 'origin', 'groupIds', '__proto__',
); // prettier-ignore
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.integer(),
    fc.double(),
    fc.constantFrom(null, true, false, [], {}, 'ACTIVE', 'OPENID_CONNECT', 'ACCESS_POLICY', 'GOOGLE', 1e308),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fields, word), tie('any'), { maxKeys: 6 }),
  ),
})).any;
const deep = fc.integer({ min: 60, max: 20_000 }).map((levels) => '['.repeat(levels) + ']'.repeat(levels));
const bodies = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.dictionary(fields, value, { maxKeys: 8 }).map((object) => JSON.stringify(object)),
  },
  { weight: 2, arbitrary: value.map((any) => JSON.stringify(any)) },
  { weight: 1, arbitrary: word },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const query = fc.array(
  fc.tuple(
    fc.constantFrom(
      'q',
      'filter',
      'search',
      'limit',
      'after',
      'sortBy',
      'type',
      'since',
      'until',
      'activate',
    ),
    fc.oneof(
      word,
      fc.constantFrom(
        'profile.login eq "x"',
        '((((',
        'id eq',
        'status pr and',
        '-1',
        '1e9',
        'NaN',
        'not not',
        `${'('.repeat(300)}a pr${')'.repeat(300)}`,
      ),
    ),
  ),
  { maxLength: 3 },
);

/** Half a surrogate pair cannot occur in a URL. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

/** Headers and request targets hold no control characters: Node's client refuses to send them. */
const requests = (realIds: readonly string[]): fc.Arbitrary<Sent> =>
  fc
    .record({
      endpoint: fc.constantFrom(
        ...implementedEndpoints().filter(({ path }) => !path.includes('/api-tokens')),
      ),
      other: fc.option(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'), { freq: 8 }),
      id: fc.oneof(fc.constantFrom(...realIds), word),
      query,
      body: bodies,
      credentials: fc.constantFrom(
        'good',
        'good',
        'good',
        'good',
        'none',
        'SSWS ',
        'Bearer x.y.z',
        'SSWS ' + 'z'.repeat(4000),
      ),
      contentType: fc.constantFrom(
        'application/json',
        'application/json',
        'application/json',
        'text/xml',
        '',
      ),
    })
    .map(({ endpoint, other, id, query: pairs, body, credentials, contentType }) => {
      const path = endpoint.path.replace(/\{\w+\}/g, encodeURIComponent(wellFormed(id)) || 'x');
      const text = new URLSearchParams(pairs.map(([name, v]) => [name, wellFormed(v)])).toString();
      return {
        method: other ?? endpoint.method,
        path: text === '' ? path : `${path}?${text}`,
        body,
        headers: {
          ...(credentials !== 'none' && {
            authorization: credentials === 'good' ? `SSWS ${sandbox.apiToken}` : credentials,
          }),
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          ...(contentType !== '' && { 'content-type': contentType }),
        },
      };
    });

const send = (sent: Sent): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      sandbox.url + sent.path,
      { method: sent.method, headers: sent.headers, agent, timeout: 300_000 },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    outgoing.on('timeout', () =>
      outgoing.destroy(new Error(`no answer: ${sent.method} ${sent.path.slice(0, 200)}`)),
    );
    outgoing.on('error', reject);
    outgoing.end(sent.body);
  });

const get = async (path: string): Promise<unknown> => {
  const answer = await send({
    method: 'GET',
    path,
    body: undefined,
    headers: { authorization: `SSWS ${sandbox.apiToken}` },
  });
  return JSON.parse(answer.text);
};

test('a client that hangs up in mid-body is nothing to report', async () => {
  for (const path of ['/api/v1/users', '/oauth2/v1/token', '/api/v1/authn'])
    for (const end of ['end', 'destroy'] as const) {
      const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
      const head = [`POST ${path} HTTP/1.1`, 'host: localhost', 'content-type: application/json'];
      socket.write([...head, 'content-length: 500', '', '{"profile":'].join('\r\n'));
      await get('/api/v1/users/me'); // by then the org has begun to read
      socket[end]();
      await new Promise((resolve) => socket.once('close', resolve).resume());
    }
  await get('/api/v1/users/me');
  expect(unforeseen).toEqual([]);
});

test.each([
  '/api/v1/users/me',
  '/oauth2/v1/keys',
  '/.well-known/openid-configuration',
  '/no-such-page',
  '/favicon.ico',
  '/admin',
  '/app/UserHome',
  '/idp/idx/introspect',
])('the data of %s shows and frames nothing when it is opened as a page', async (path) => {
  const method = path.startsWith('/idp') ? 'POST' : 'GET';
  const { headers } = await fetch(sandbox.url + path, { method, redirect: 'manual' });
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test(`${count} generated bad requests`, { timeout: 600_000 }, async () => {
  const [[group], [server], me] = (await Promise.all([
    get('/api/v1/groups'),
    get('/api/v1/authorizationServers'),
    get('/api/v1/users/me'),
  ])) as [{ id: string }[], { id: string }[], { id: string }];
  // The administrator's id is left out: deleting the only administrator is a good request.
  const sample = fc.sample(requests([group!.id, server!.id]), { numRuns: count, seed: 20_260_101 });
  const statuses = new Map<number, number>();
  // 431 comes from Node's parser, for a target that is too long: no body of Okta's.
  const strange: string[] = [];
  let heap = 0;
  for (let start = 0; start < sample.length; start += 50) {
    await Promise.all(
      sample.slice(start, start + 50).map(async (sent) => {
        // Nobody may delete or deactivate the administrator who asks.
        if (/\/users\/me\b/.test(sent.path) && sent.method !== 'GET') return;
        const { status, text } = await send(sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const named = status === 501 && text.includes('does not implement');
        if (status >= 500 && !named)
          strange.push(
            `${status} ${sent.method} ${sent.path.slice(0, 120)} ${sent.body?.slice(0, 300) ?? ''}`,
          );
        if (status >= 400 && status !== 431 && sent.method !== 'HEAD' && !/"errorCode"|"error"/.test(text))
          strange.push(`no error body: ${status} ${sent.method} ${sent.path.slice(0, 120)}`);
      }),
    );
    if (start === 2000) heap = process.memoryUsage().heapUsed;
  }
  expect(strange.slice(0, 5)).toEqual([]);
  expect(unforeseen.slice(0, 3)).toEqual([]);
  expect(process.memoryUsage().heapUsed - heap).toBeLessThan(150_000_000);
  // Whole still: who asks is who they were, Everyone is there, what is exported is a seed, a good request works.
  expect(await get('/api/v1/users/me')).toMatchObject({ id: me.id, status: 'ACTIVE' });
  expect(await get('/api/v1/groups?q=Everyone')).toMatchObject([{ type: 'BUILT_IN' }]);
  expect(Object.prototype).not.toHaveProperty('polluted');
  expect(await get('/api/v1/authorizationServers/default')).toMatchObject({ default: true });
  expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([200, 400, 401, 404]));
});
