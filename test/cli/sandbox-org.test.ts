import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../../cli/main.ts';
import { createSandbox } from '../../sandbox/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-cli-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** Runs the command in-process; `stop` is Ctrl-C. */
function run(...args: string[]): { text: () => string; stop: () => void; done: Promise<number> } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, next) {
      text += chunk.toString();
      next();
    },
  }) as unknown as NodeJS.WriteStream;
  const stopper = new AbortController();
  const io = {
    stdout: stream,
    stderr: stream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    env: {},
    cwd: folder,
    signal: stopper.signal,
  };
  return { text: () => text, stop: () => stopper.abort(), done: main(['sandbox', ...args], io as never) };
}

test('serves an empty org in memory with the token given, and stops', async () => {
  const server = run('--port', '0', '--in-memory', '--api-token', 'my-token');
  await expect.poll(server.text).toMatch(/kept in memory[\s\S]*API token my-token/);
  const url = /http:\/\/localhost:\d+/.exec(server.text())![0];
  const me = await fetch(`${url}/api/v1/users/me`, { headers: { authorization: 'SSWS my-token' } });
  expect(me.status).toBe(200);
  server.stop();
  expect(await server.done).toBe(0);
});

test('keeps the org in a folder; --reset empties it; a seed fills only an empty one', async () => {
  await writeFile(join(folder, 'seed.yaml'), 'version: 1\ngroups: [{ name: Crew }]\n');
  const first = run('--port', '0', '--seed', 'seed.yaml', '--api-token', 't');
  await expect.poll(first.text).toContain('API token');
  const groups = async (text: string): Promise<string> => {
    const url = /http:\/\/localhost:\d+/.exec(text)![0];
    const answer = await fetch(`${url}/api/v1/groups?q=Crew`, { headers: { authorization: 'SSWS t' } });
    return await answer.text();
  };
  expect(await groups(first.text())).toContain('Crew');
  first.stop();
  await first.done;

  const again = run('--port', '0', '--seed', 'seed.yaml');
  expect(await again.done).toBe(1);
  expect(again.text()).toContain('the org already has state');

  const emptied = run('--port', '0', '--reset', '--api-token', 't');
  await expect.poll(emptied.text).toContain('API token');
  expect(await groups(emptied.text())).toBe('[]');
  emptied.stop();
  await emptied.done;
});

test('prints the password of a new org’s administrator once, and a reset org keeps it', async () => {
  const org = ['--port', '0', '--api-token', 't', '--folder', 'org'];
  const first = run(...org);
  await expect.poll(first.text).toContain('Try');
  const password = /Password +(\S+)/.exec(first.text())![1]!;
  expect(first.text()).toMatch(/Console +http:\/\/localhost:\d+\/admin +admin@sandbox\.example/);
  const url = /http:\/\/localhost:\d+/.exec(first.text())![0];
  const signIn = async (): Promise<string> => {
    const body = JSON.stringify({ username: 'admin@sandbox.example', password });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1/authn`, { method: 'POST', body, headers });
    return ((await answer.json()) as { status: string }).status;
  };
  expect(await signIn()).toBe('SUCCESS');
  await fetch(`${url}/__sandbox/reset`, { method: 'POST', headers: { authorization: 'SSWS t' } });
  expect(await signIn()).toBe('SUCCESS');
  first.stop();
  await first.done;

  const again = run(...org);
  await expect.poll(again.text).toContain('Try');
  expect(again.text()).not.toMatch(/Password/);
  again.stop();
  await again.done;
});

test('a bad seed is refused with its key', async () => {
  await writeFile(join(folder, 'bad.json'), '{"version":1,"groups":[{"name":7}]}');
  const refused = run('--port', '0', '--in-memory', '--seed', 'bad.json');
  expect(await refused.done).toBe(1);
  expect(refused.text()).toContain('groups[0].name');
});

test('exports and resets a running org', async () => {
  const sandbox = await createSandbox();
  const { port } = new URL(sandbox.url);
  const exported = run('export', '--port', port);
  expect(await exported.done, exported.text()).toBe(0);
  expect(exported.text()).toMatch(/^version: 1\n/);
  const reset = run('reset', '--port', port);
  expect(await reset.done).toBe(0);
  await sandbox.close();
  expect(await run('reset', '--port', port).done).toBe(1);
});

test('lists its endpoints, and docs/sandbox.md has that list', async () => {
  const listed = run('endpoints');
  expect(await listed.done).toBe(0);
  const table = listed.text().trim();
  expect(table).toContain('| GET | `/api/v1/users` | listUsers | okta.users.read |');
  const docs = await readFile(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
  expect(docs).toContain(table);
});
