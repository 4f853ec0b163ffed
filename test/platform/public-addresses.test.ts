/** The sandbox org at a public address that this machine does not reach: a codespace whose ports are private. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { groundOf } from '../../cli/demo/ground.ts';
import { missingFor } from '../../cli/demo/needs.ts';
import { loadScript, scriptNames } from '../../cli/demo/library.ts';
import { requireConfiguredOrg } from '../../cli/run/configured-org.ts';
import { consoleUrl, screenNamed } from '../../shared/admin-console.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import type { RunningCli } from '../helpers/cli.ts';

let cwd: string;
let serve: RunningCli;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'public-'));
  const ports = ['--port', '0', '--org-port', '0', '--sample-port', '0', '--outside-port', '0'];
  serve = startCli(['serve', '--json', '--base-url', 'https://demo-{port}.multidemo.invalid', ...ports], {
    cwd,
  });
  await serve.until(/\n\}\n$/);
});
afterAll(async () => {
  expect(await serve.stop()).toBe(0);
  await rm(cwd, { recursive: true });
});

const org = () => (JSON.parse(serve.stdout()) as { org: { url: string } }).org.url;
const run = async (...argv: string[]) => {
  const { status, stdout, stderr } = await runCli(argv, { cwd });
  expect(status, stderr).toBe(0);
  return stdout;
};

it('trigger, logs and api reach it at its local address', async () => {
  expect(org()).toMatch(/^https:\/\/demo-\d+\.multidemo\.invalid$/);
  expect(await run('trigger', 'user.lifecycle.suspend', '--user', 'ada@example.com')).toContain('written');
  expect(await run('logs', 'tail', '--no-follow', '--json')).toContain('user.lifecycle.suspend');
  for (const path of ['/api/v1/users/me', `${org()}/api/v1/users/me`])
    expect(JSON.parse(await run('api', 'GET', path))).toMatchObject({
      profile: { login: 'admin@sandbox.example' },
    });
});

it('only its own addresses get its token', async () => {
  const { status, stderr } = await runCli(['api', 'GET', 'https://elsewhere.invalid/api/v1/users'], { cwd });
  expect(status).toBe(1);
  expect(stderr).toContain('https://elsewhere.invalid is not the configured org.');
});

it('demo scripts know it for a sandbox org: they come back to its state, and answer its phones', async () => {
  const stream = () => new PassThrough().resume();
  const io = {
    ...{ stdout: stream(), stderr: stream(), stdin: stream(), env: {}, cwd },
    ...{ signal: new AbortController().signal, platform: process.platform, started: performance.now() },
  };
  const { subject } = await requireConfiguredOrg(io);
  const ground = await groundOf(subject, io);
  const before = await ground.control?.take();
  await ground.api.post('/api/v1/groups', { profile: { name: 'Of a scene' } });
  await ground.control?.restore(before ?? '');
  const names = (await ground.api.list('/api/v1/groups')).map(({ profile }) => profile);
  expect(names).not.toContainEqual(expect.objectContaining({ name: 'Of a scene' }));
  for (const name of await scriptNames()) {
    const script = await loadScript(name, cwd);
    expect(missingFor(script, ground) ?? '', name).not.toContain('sandbox org');
  }
});

it.each(['https://192.168.1.5:5001', 'https://demo.example.com:5001'])(
  'the console of %s is its own',
  (url) => {
    expect(consoleUrl(url, screenNamed('Directory > People')!)).toBe(`${url}/admin/users`);
  },
);
