import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, get as httpGet } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Handlers that fail where no try and no promise can catch it, served as `multidemo serve` serves. */
const program = `
  import { createServer } from 'node:http';
  import { untilStopped } from './cli/run/until-stopped.ts';
  import { createOutput } from './cli/terminal/output.ts';
  const ways = {
    '/callback': () => setImmediate(() => { throw new Error('in a callback'); }),
    '/tick': () => process.nextTick(() => { throw new Error('in a tick'); }),
    '/rejection': async () => { throw new Error('in a promise'); },
    '/microtask': () => queueMicrotask(() => { throw new Error('in a microtask'); }),
    '/half': (_, response) => { response.write('half'); setImmediate(() => { throw new Error('in mid-answer'); }); },
  };
  const answered = [];
  ways['/held'] = (_, response) => {
    gc();
    response.end(String(answered.filter((one) => one.deref() !== undefined).length));
  };
  const server = createServer((request, response) => {
    answered.push(new WeakRef(response));
    setTimeout(() => {
      const way = ways[request.url.split('?')[0]];
      if (way) void way(request, response);
      else response.end('well');
    }, 5);
  });
  const io = { stdout: process.stdout, stderr: process.stderr, env: {}, cwd: process.cwd(), signal: new AbortController().signal, platform: process.platform, started: 0 };
  server.listen(0, 'localhost', () => process.send(server.address().port));
  await untilStopped(io, createOutput(io));
`;

const root = join(import.meta.dirname, '../..');
const file = join(root, 'dist', 'test-last-resort.js');
let folder: string;
let child: ChildProcess;
let url: string;
let log = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multidemo-last-resort-'));
  await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  child = fork(file, {
    cwd: folder,
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (log += text));
  const [port] = (await once(child, 'message')) as [number];
  url = `http://localhost:${port}`;
});
afterAll(async () => {
  child.kill();
  await Promise.all([rm(folder, { recursive: true, force: true }), rm(file, { force: true })]);
});

test.each([
  ['/callback', 'in a callback'],
  ['/tick', 'in a tick'],
  ['/rejection', 'in a promise'],
  ['/microtask', 'in a microtask'],
])(
  'an error that nothing catches at %s: that request gets 500, the others their response',
  async (path, said) => {
    const [failed, ...others] = await Promise.all(
      [`${path}?code=secret`, '/', '/', '/'].map((one) =>
        fetch(url + one, { signal: AbortSignal.timeout(8000) }),
      ),
    );
    expect(failed!.status).toBe(500);
    expect(failed!.headers.get('content-type')).toBe('application/problem+json');
    expect(failed!.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await failed!.text()).not.toContain(said);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
    await expect.poll(() => log).toContain(said);
    expect(log).not.toContain('secret');
    expect(log).not.toContain('    at ');
    expect(await readFile(join(folder, '.multidemo', 'error.log'), 'utf8')).toContain(said);
  },
);

test('an error in the middle of a response breaks it off', async () => {
  const response = await fetch(`${url}/half`);
  await expect(response.text()).rejects.toThrow();
  expect((await fetch(url)).status).toBe(200);
});

test('holds no request in memory that was answered before on the same connection', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (path: string): Promise<string> => {
    const request = httpGet(url + path, { agent });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return readAll(response);
  };
  for (let count = 0; count < 50; count += 1) expect(await get('/')).toBe('well');
  // The one that asks, and the one before it, which its connection may still know.
  expect(Number(await get('/held'))).toBeLessThan(5);
  agent.destroy();
});
