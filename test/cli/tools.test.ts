/** Commands that use what is configured or running. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from '../helpers/cli.ts';
import type { RunningCli } from '../helpers/cli.ts';
import { callTool } from '../helpers/cross-app/mcp.ts';

let cwd: string;
let empty: string;
let serve: RunningCli;
let shop: string;
let org: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'tools-'));
  empty = await mkdtemp(join(tmpdir(), 'tools-empty-'));
  serve = startCli(['serve', '--json', '--port', '0', '--org-port', '0', '--sample-port', '0'], { cwd });
  await serve.until(/\n\}\n$/);
  const said = JSON.parse(serve.stdout()) as { shop: string; org: { url: string } };
  shop = said.shop;
  org = said.org.url;
});
afterAll(async () => {
  await serve.stop();
  await Promise.all([cwd, empty].map((folder) => rm(folder, { recursive: true })));
});

const run = (...argv: string[]) => runCli(argv, { cwd });
const json = async (...argv: string[]): Promise<unknown> => {
  const { status, stdout, stderr } = await run(...argv, '--json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
};

describe('status and open', () => {
  it('say what runs, and where', async () => {
    expect(await json('status')).toMatchObject({
      shop: { url: shop, responds: true },
      org: { url: org, responds: true, sandbox: true },
    });
    const { stdout } = await run('status');
    expect(stdout).toContain(`${shop}   running`);
    expect(stdout).toContain(`${org}   running, sandbox of this folder`);
  });

  it('without an org: status says so, the others fail with a remedy', async () => {
    expect(await runCli(['status'], { cwd: empty })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('No org is configured') as string,
    });
    for (const argv of [['open'], ['api', 'GET', '/api/v1/users'], ['logs', 'tail'], ['test', 'token']]) {
      const { status, stderr } = await runCli(argv, { cwd: empty });
      expect(status, argv.join(' ')).toBe(1);
      expect(stderr).toContain('Start it with multidemo serve');
    }
  });

  it('--cwd works in another folder, --dotenv adds variables, and both name what is wrong', async () => {
    const there = await runCli(['--cwd', cwd, 'status'], { cwd: empty });
    expect(there.stdout).toContain(shop);
    const file = join(empty, 'other.env');
    await writeFile(file, 'OKTA_BASE_URL=https://example.okta.com\n');
    const other = await runCli(['--dotenv', 'other.env', 'status'], { cwd: empty });
    expect(other.stderr).toContain('OKTA_ISSUER is missing');
    const lost = await runCli(['--cwd', join(empty, 'nowhere'), 'status'], { cwd: empty });
    expect(lost).toMatchObject({ status: 1, stderr: expect.stringContaining('is not a folder') as string });
    for (const wrong of [join(empty, 'no.env'), empty])
      expect(await runCli(['--dotenv', wrong, 'status'], { cwd: empty })).toMatchObject({
        status: 1,
        stderr: `✗ ${wrong} is not a file.\n  Check --dotenv.\n`,
      });
  });

  it('open prints the address of a page by its name, and lists the names if it has none such', async () => {
    const quiet = { BROWSER: process.platform === 'win32' ? 'none' : 'true' };
    const open = (page: string) => runCli(['open', page, '--json'], { cwd, env: quiet });
    expect(JSON.parse((await open('console')).stdout)).toEqual({ url: `${org}/admin`, opened: true });
    expect(JSON.parse((await open('/products')).stdout)).toEqual({ url: `${shop}/products`, opened: true });
    for (const name of ['moon', 'constructor'])
      expect((await open(name)).stderr).toContain('Use shop, products,');
  });
});

describe('api', () => {
  it('reads the shop’s app, which serve has join single logout', async () => {
    const { clientId } = (await json('status')) as { clientId: string };
    expect(await json('api', 'GET', `/api/v1/apps/${clientId}`)).toMatchObject({
      settings: {
        oauthClient: {
          ...{ participate_slo: true, frontchannel_logout_session_required: true },
          frontchannel_logout_uri: `${shop}/logout/frontchannel`,
        },
      },
    });
  });

  it('prints what the org responds; names the next page; sends JSON', async () => {
    const { status, stdout, stderr } = await run('api', 'get', '/api/v1/users?limit=1');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ status: 'ACTIVE' }]);
    expect(stderr).toMatch(/Next page: multidemo api GET '\/api\/v1\/users\?limit=1&after=/);
    const made = await json('api', 'POST', '/api/v1/groups', '--data', '{"profile":{"name":"Buyers"}}');
    expect(made).toMatchObject({ profile: { name: 'Buyers' } });
    // As `>` of Windows PowerShell writes it.
    await writeFile(join(cwd, 'group.json'), '\uFEFF{"profile":{"name":"Sellers"}}\r\n', 'utf16le');
    expect(await json('api', 'POST', '/api/v1/groups', '--data', '@group.json')).toMatchObject({
      profile: { name: 'Sellers' },
    });
  });

  it('passes on what the org rejects; sends its credential nowhere else', async () => {
    const missing = await run('api', 'GET', '/api/v1/users/nobody');
    expect(missing.status).toBe(1);
    expect(JSON.parse(missing.stdout)).toMatchObject({ errorCode: 'E0000007' });
    expect(missing.stderr).toContain('404');
    expect((await run('api', 'GET', 'https://evil.example/api')).stderr).toContain('not the configured org');
    expect((await run('api', 'FETCH', '/api/v1/users')).stderr).toContain('not an HTTP method');
    expect((await run('api', 'POST', '/api/v1/groups', '--data', '{')).stderr).toContain(
      '--data is not JSON',
    );
  });
});

describe('logs tail and trigger', () => {
  it('follows the log: what is triggered appears, about whom', async () => {
    const tail = startCli(['logs', 'tail', '--filter', 'eventType eq "user.lifecycle.suspend"'], { cwd });
    expect(await json('trigger', 'user.lifecycle.suspend', '--user', 'ada@example.com')).toMatchObject({
      eventType: 'user.lifecycle.suspend',
    });
    await tail.until(/SUCCESS {2}user\.lifecycle\.suspend .*Ada Lovelace/);
    expect(await tail.stop()).toBe(0);
  });

  it('ends after the events that are there; a wrong filter, type or user is reported', async () => {
    const { stdout, status } = await run('logs', 'tail', '--no-follow', '--since', '60', '--json');
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n');
    const types = lines.map((line) => (JSON.parse(line) as { eventType: string }).eventType);
    expect(types).toContain('user.lifecycle.create');
    expect(await run('logs', 'tail', '--filter', 'eventType like "x"')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('The org rejected the query: 400') as string,
    });
    expect((await run('trigger', 'Suspended!')).stderr).toContain('An event type consists of words');
    expect((await run('trigger', 'user.lifecycle.suspend', '--user', 'nobody')).stderr).toContain('nobody');
  });
});

describe('test', () => {
  it('token: the machine’s, verified', async () => {
    expect(await json('test', 'token', '--scope', 'orders:read')).toMatchObject({
      access_token: { payload: { scp: ['orders:read'] }, header: { alg: 'RS256' } },
    });
    expect(await run('test', 'token', '--scope', 'nothing:at-all')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('invalid_scope') as string,
    });
    const noted = await readFile(join(cwd, '.multidemo/sandbox/running.json'), 'utf8');
    const { env } = JSON.parse(noted) as { env: Record<string, string> };
    const nobody = { ...env, OKTA_SERVICE_CLIENT_ID: '0oanobody' };
    const { stderr } = await runCli(['test', 'token', '--scope', 'orders:read'], { cwd: empty, env: nobody });
    expect(stderr).toContain('The org did not issue a token: invalid_client.');
    expect(stderr).toContain("Invalid value for 'client_id' parameter");
  });

  it('login: a demo person’s, verified', async () => {
    const { stdout } = await run('test', 'login', '--as', 'grace');
    expect(stdout).toContain('"sub": "grace@example.com"');
    expect(stdout).toContain('"feature_access"');
    expect(stdout.match(/✓ signed by/g)).toHaveLength(2);
    expect((await run('test', 'login', '--as', 'someone')).stderr).toContain('MULTIDEMO_PASSWORD');
  });
});

describe('agent', () => {
  const agent = (...argv: string[]) => ['agent', ...argv, '--name', 'Scripts'];

  it('acts for a person at the MCP server, as far as its connection goes', async () => {
    expect((await run(...agent('token'))).stderr).toContain('multidemo agent create');
    expect(await json(...agent('create'))).toMatchObject({ mcp: `${shop}/mcp`, scopes: ['products:read'] });
    const { access_token: access } = (await json(...agent('token', '--as', 'ada'))) as {
      access_token: { token: string; payload: object };
    };
    expect(access.payload).toMatchObject({ sub: 'ada@example.com', scp: ['products:read'] });
    const call = () => callTool(shop, 'list_products', {}, { authorization: `Bearer ${access.token}` });
    expect((await call()).status).toBe(200);
    const wider = agent('token', '--scope', 'products:read,orders:create');
    expect((await run(...wider)).stderr).toContain('Scope not permitted');
    await json(...agent('create', '--allow', 'products:read,orders:create'));
    expect(await json(...wider)).toMatchObject({
      access_token: { payload: { scp: ['products:read', 'orders:create'] } },
    });
    await json(...agent('create'));
    const sold = (await json(...agent('ask', 'What do you sell?'))) as { answer: string; calls: object[] };
    expect(sold.calls).toEqual([
      expect.objectContaining({
        ...{ tool: 'list_products', status: 200 },
        token: expect.objectContaining({
          sub: 'ada@example.com',
          act: expect.anything() as object,
        }) as object,
      }),
    ]);
    const [product = ''] = sold.answer.split(': ');
    const order = agent('ask', `Order 2 × ${product}`);
    expect(await json(...order)).toMatchObject({
      answer: expect.stringContaining(
        'I am not allowed to order for you. The org says: Scope not permitted',
      ) as string,
      calls: [{ status: 200 }, { tool: 'place_order', status: 403 }],
    });
    await json(...agent('create', '--allow', 'products:read,orders:create,orders:read:user'));
    expect((await run(...order)).stdout).toContain(`Ordered: 2 × ${product}. It is waiting for approval.`);
    expect(await json(...agent('ask', 'What have I ordered?'))).toMatchObject({
      answer: `2 × ${product}: waiting for approval`,
    });
    expect(await json(...agent('ask', 'Sing!'))).toMatchObject({
      ...{ calls: [], answer: expect.stringContaining('I do not understand that.') as string },
    });
    expect((await run(...agent('stop'))).stdout).toContain('inactive');
    await expect.poll(async () => (await call()).status, { interval: 50 }).toBe(401);
    await json(...agent('start'));
    expect((await run(...agent('token'))).stdout).toContain('access_token');
    await json(...agent('remove'));
    expect((await run(...agent('token'))).status).toBe(1);
  });

  it('is the assistant without a name; another connection of the agent stays', async () => {
    const made = (await json('agent', 'create')) as { agentId: string; name: string; issuer: string };
    expect(made.name).toBe('Okta Multidemo assistant');
    const path = `/workload-principals/api/v1/ai-agents/${made.agentId}`;
    expect(await json('api', 'GET', path)).toMatchObject({
      profile: { name: 'Northlight Goods assistant' },
      status: 'ACTIVE',
    });
    const connections = () =>
      json('api', 'GET', `${path}/connections`) as Promise<{
        data: { id: string; scopes: string[]; authorizationServer: { orn: string } }[];
      }>;
    const [first] = (await connections()).data;
    const other = {
      connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS',
      authorizationServer: {
        orn: first!.authorizationServer.orn,
        resourceIndicator: 'https://other.example/mcp',
      },
      ...{ scopeCondition: 'INCLUDE_ONLY', scopes: ['orders:read'] },
    };
    await json('api', 'POST', `${path}/connections`, '--data', JSON.stringify(other));
    await json('agent', 'create', '--allow', 'products:read,orders:create');
    const after = (await connections()).data;
    expect(after.map(({ scopes }) => scopes)).toEqual([['products:read', 'orders:create'], ['orders:read']]);
    expect(after[0]!.id).toBe(first!.id);
    const { answer } = (await json('agent', 'ask', 'What do you sell?')) as { answer: string };
    expect(answer).toContain('Pour-Over Set');
  });
});

describe('profile', () => {
  it('switches .env between orgs, and loses none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tools-profile-'));
    const at = (...argv: string[]) => runCli(['profile', ...argv], { cwd: folder });
    const env = join(folder, '.env');
    expect((await at('save', 'one')).stderr).toContain('There is no .env');
    await writeFile(env, 'OKTA_BASE_URL=https://one.okta.com\n');
    expect((await at('save', 'one')).stdout).toContain('https://one.okta.com');
    await writeFile(env, 'OKTA_BASE_URL=https://two.okta.com\n');
    expect(await at('use', 'one')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('would be lost') as string,
    });
    await at('save', 'two');
    expect((await at('use', 'one')).status).toBe(0);
    expect(await readFile(env, 'utf8')).toBe('OKTA_BASE_URL=https://one.okta.com\n');
    if (process.platform !== 'win32') expect((await stat(env)).mode & 0o777).toBe(0o600);
    expect((await at('list')).stdout).toBe('* one  https://one.okta.com\n  two  https://two.okta.com\n');
    await writeFile(join(folder, '.multidemo', 'profiles', 'Not one.env'), 'A=1\n');
    expect((await at('list')).stdout).not.toContain('Not one');
    expect((await at('save', '../x')).stderr).toContain('is not a valid profile name');
    expect((await at('save', 'con')).stderr).toContain("Windows reserves the name 'con'");
    expect((await at('remove', 'two')).status).toBe(0);
    expect((await at('use', 'two')).stderr).toContain('Profiles: one.');
    await rm(folder, { recursive: true });
  });
});

describe('completion', () => {
  const complete = async (...words: string[]) =>
    (await run('complete', '--', ...words)).stdout.split('\n').filter(Boolean);

  it('offers commands, options and choices', async () => {
    expect(await complete('')).toEqual(expect.arrayContaining(['serve', 'init', 'doctor', 'completion']));
    expect(await complete('')).not.toContain('complete');
    expect(await complete('s')).toEqual(['serve', 'sandbox', 'status']);
    expect(await complete('sandbox', 'ex')).toEqual(['export']);
    expect(await complete('serve', '--p')).toEqual(['--port', '--present']);
    expect(await complete('serve', '--theme', '')).toEqual([]);
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish', 'powershell']);
  });

  it('bash understands its script', async () => {
    const { stdout } = await run('completion', 'bash');
    const program = `multidemo() { printf 'serve\\nsandbox\\nstatus\\n'; }
${stdout}
COMP_WORDS=(multidemo sa); COMP_CWORD=1; _multidemo; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(execFileSync('bash', ['-c', program], { encoding: 'utf8' })).toBe('sandbox\n');
    expect(await run('completion', 'tcsh')).toMatchObject({ status: 1 });
  });
});

describe('an org in the environment', () => {
  const listening = async (): Promise<{ server: Server; env: Record<string, string> }> => {
    const server = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((settle) => server.listen(0, 'localhost', settle));
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    const env = {
      OKTA_BASE_URL: url,
      OKTA_ISSUER: `${url}/oauth2/default`,
      OKTA_CLIENT_ID: 'client',
      OKTA_CLIENT_SECRET: 'secret-that-is-long',
      OKTA_API_KEY: 'token',
      SECRET_KEY: 'only-for-tests-only-for-tests',
    };
    return { server, env };
  };

  it('that is not the sandbox of this folder refuses trigger', async () => {
    const { server, env } = await listening();
    const { status, stderr } = await runCli(['trigger', 'user.lifecycle.suspend'], { cwd: empty, env });
    server.close();
    expect(status).toBe(1);
    expect(stderr).toContain('is not the sandbox org of this folder');
  });

  it('that is not running: api and logs say so', async () => {
    const { server, env } = await listening();
    await new Promise((settle) => server.close(settle));
    for (const argv of [
      ['api', 'GET', '/api/v1/users'],
      ['logs', 'tail'],
    ])
      expect(await runCli([...argv, '--json'], { cwd: empty, env })).toMatchObject({
        status: 1,
        stdout: expect.stringContaining(`The org at ${env['OKTA_BASE_URL']} is not responding.`) as string,
      });
  });
});
