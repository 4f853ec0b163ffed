/** `serve --tunnel`, with programs that print what cloudflared and ngrok print, and lead nowhere. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, startCli } from '../../helpers/cli.ts';
import { startInitBench } from '../../helpers/init.ts';

let folder: string;
let cwd: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnel-'));
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(cwd, { recursive: true });
});

/** A program on the PATH; `local` is the address that it is to make public, `name` one made of its port. */
async function install(program: string, body: string): Promise<void> {
  const file = join(folder, program);
  const start = `const local = process.argv.find((word) => word.startsWith('http://'));
    const name = 'port-' + new URL(local).port;
    require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'pids'))}, process.pid + ' ');`;
  await writeFile(file, `#!${process.execPath}\n${start}\n${body}\n`);
  await chmod(file, 0o755);
}
const stays = 'setInterval(() => undefined, 1000);';
const cloudflared = `
  console.error('2026-01-20T09:56:33Z INF Terms of Use (https://www.cloudflare.com/website-terms/), https://developers.cloudflare.com');
  console.error('2026-01-20T09:56:33Z INF Requesting new quick Tunnel on trycloudflare.com...');
  console.error('2026-01-20T09:56:36Z INF +-----------------------------+');
  console.error('2026-01-20T09:56:36Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |');
  console.error('2026-01-20T09:56:36Z INF |  https://' + name + '.trycloudflare.com      |');
  console.error('2026-01-20T09:56:36Z INF +-----------------------------+');`;
const ngrok = (url = `'https://' + name + '.ngrok-free.app'`): string => `
  console.log(JSON.stringify({ lvl: 'info', msg: 'starting web service', obj: 'web', addr: '127.0.0.1:4040' }));
  console.log(JSON.stringify({ addr: local, lvl: 'info', msg: 'started tunnel', name: 'command_line', obj: 'tunnels', url: ${url} }));`;

const env = (): Record<string, string> => ({ PATH: folder });
const anyPorts = ['--port', '0', '--org-port', '0', '--sample-port', '0', '--assistant-port', '0'];
const serve = (...options: string[]) => startCli(['serve', ...anyPorts, ...options], { cwd, env: env() });
const run = (...options: string[]) => runCli(['serve', ...anyPorts, ...options], { cwd, env: env() });
const outputs = async () =>
  (
    JSON.parse(await readFile(join(cwd, '.multidemo/sandbox/provisioned.json'), 'utf8')) as {
      outputs: Record<string, string>;
    }
  ).outputs;
/** Whether one of the programs that were started still runs. */
async function isTunnelled(): Promise<boolean> {
  const pids = (await readFile(join(folder, 'pids'), 'utf8')).trim().split(' ').map(Number);
  return pids.some((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
}

describe('serve --tunnel with the sandbox org', () => {
  it('gives shop and org public addresses, which the org knows, until it ends', async () => {
    await install('cloudflared', cloudflared + stays);
    const cli = serve('--tunnel');
    await cli.until(/Ctrl-C/);
    const at = (title: string) =>
      new RegExp(`${title} +(https://port-\\d+\\.trycloudflare\\.com)`).exec(cli.stdout())?.[1] ?? '';
    const [shop, org] = [at('Shop'), at('Okta org')];
    expect(shop).not.toBe('');
    expect(org).not.toBe(shop);
    expect(cli.stdout()).toMatch(/[█▀▄]{3}/); // the QR code
    expect(await outputs()).toMatchObject({ app_url: shop, okta_base_url: org });

    const api = async (path: string) => {
      const { status, stdout } = await runCli(['api', 'GET', path], { cwd, env: env() });
      expect(status).toBe(0);
      return stdout;
    };
    const apps = await api('/api/v1/apps');
    expect(apps).toContain(`${shop}/login/okta/authorized`);
    expect(await api('/api/v1/eventHooks')).toContain(`${shop}/api/`);
    expect(await api('/api/v1/trustedOrigins')).toContain(shop);
    expect(await isTunnelled()).toBe(true);
    expect(await cli.stop()).toBe(0);
    expect(await isTunnelled()).toBe(false);

    const after = serve();
    await after.until(/Ctrl-C/);
    const uris = [await api('/api/v1/apps'), await api('/api/v1/eventHooks')].join('');
    expect(uris).toMatch(/http:\/\/localhost:\d+\/login\/okta\/authorized/);
    expect(uris).not.toContain('trycloudflare');
    expect(await after.stop()).toBe(0);
  });

  it('uses the program that is asked for', async () => {
    await install('cloudflared', cloudflared + stays);
    await install('ngrok', ngrok() + stays);
    const cli = serve('--tunnel', 'ngrok');
    await cli.until(/Shop +https:\/\/port-\d+\.ngrok-free\.app/);
    expect(await cli.stop()).toBe(0);
  });

  it('ends when the program ends', async () => {
    const end = join(folder, 'end');
    await install(
      'cloudflared',
      `${cloudflared} setInterval(() => {
        if (!require('node:fs').existsSync(${JSON.stringify(end)})) return;
        console.error('ERR connection with edge closed');
        process.exit(1);
      }, 50);`,
    );
    const cli = serve('--tunnel');
    await cli.until(/Ctrl-C/);
    await writeFile(end, '');
    expect(await cli.ended).toBe(1);
    expect(cli.stderr()).toContain('cloudflared has exited, which closed the tunnel.');
    expect(cli.stderr()).toContain('ERR connection with edge closed');
    expect(await isTunnelled()).toBe(false);
  });
});

describe('serve --tunnel with your own org', () => {
  it('adds the address to what init has made there, and takes everything back', async () => {
    await install('ngrok', ngrok(`'https://shop.example.com'`) + stays);
    const bench = await startInitBench();
    try {
      expect((await bench.init()).status).toBe(0);
      const inOrg = async () =>
        JSON.stringify(
          await Promise.all(
            ['apps', 'trustedOrigins', 'eventHooks'].map(async (path) =>
              (await bench.api.list(`/api/v1/${path}`)).map(({ id, settings, origin, channel }) => ({
                ...{ id, origin, channel },
                oauthClient: (settings as { oauthClient?: unknown } | undefined)?.oauthClient,
              })),
            ),
          ),
        );
      const before = await inOrg();
      const cli = bench.start(['serve', '--tunnel'], env());
      await cli.until(/Shop +https:\/\/shop\.example\.com/);
      const during = await inOrg();
      expect(during).toContain('"https://shop.example.com/login/okta/authorized"');
      expect(during).toContain(`"${bench.appUrl}/login/okta/authorized"`);
      expect(during).toContain('"origin":"https://shop.example.com"');
      expect(during).toMatch(/"uri":"https:\/\/shop\.example\.com\/api\//);
      const file = join(bench.cwd, '.multidemo', `localhost-${bench.org.port}`, 'tunnel.json');
      const record = await readFile(file, 'utf8');
      expect(await cli.stop()).toBe(0);
      expect(await inOrg()).toBe(before);
      await expect(readFile(file)).rejects.toThrow('ENOENT');

      // As after a process that was killed: the next command takes back what is recorded.
      await bench.api.post('/api/v1/trustedOrigins', {
        ...{ name: 'left', origin: 'https://shop.example.com', scopes: [{ type: 'CORS' }] },
      });
      await writeFile(file, record);
      const next = bench.start(['serve']);
      await next.until(/Ctrl-C/);
      expect(await next.stop()).toBe(0);
      expect(await inOrg()).toBe(before);
    } finally {
      await bench.close();
    }
  });
});

describe('serve --tunnel without a usable program', () => {
  it('says how to install one', async () => {
    const { status, stderr } = await run('--tunnel');
    expect(status).toBe(1);
    expect(stderr).toContain('A tunnel needs cloudflared or ngrok, and neither is installed.');
    const both = await runCli(['serve', '--tunnel', '--json'], { cwd, env: env(), platform: 'darwin' });
    expect(both.stdout + both.stderr).toContain('brew install cloudflared');
    expect(both.stdout + both.stderr).toContain('brew install ngrok');
    expect(both.stdout + both.stderr).toContain('"machine"');
  });

  it.each([
    ['http', `'http://shop.example.com'`],
    ['this machine', `'https://localhost:5000'`],
    ['a path', `'https://shop.example.com/path'`],
    ['a user', `'https://ada@shop.example.com'`],
    ['nothing that is a URL', `'shop'`],
  ])('rejects an address with %s', async (_, url) => {
    await install('ngrok', ngrok(url) + stays);
    const { status, stderr } = await run('--tunnel');
    expect(status).toBe(1);
    expect(stderr).toContain('ngrok reported an address that cannot be used');
    expect(await isTunnelled()).toBe(false);
  });

  it('shows what the program said when it fails, without its control characters', async () => {
    await install(
      'cloudflared',
      `console.error('failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": \\u001b[31mno such host'); process.exit(1);`,
    );
    const { status, stderr } = await run('--tunnel');
    expect(status).toBe(1);
    expect(stderr).toContain('cloudflared has exited, which closed the tunnel');
    expect(stderr).toContain('failed to request quick Tunnel');
    expect(stderr).not.toContain('\u001b');
  });

  it.each([
    ['--lan'],
    ['--https'],
    ['--trust-network'],
    ['--host', '0.0.0.0'],
    ['--base-url', 'https://x.example'],
  ])('refuses %s', async (...option) => {
    const { status, stderr } = await run('--tunnel', ...option);
    expect(status).toBe(1);
    expect(stderr).toContain('--tunnel cannot be used together with');
  });
});
