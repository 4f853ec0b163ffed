/** What was clicked becomes a script, and the script plays. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseScript } from '../../../cli/demo/schema.ts';
import type { Script } from '../../../cli/demo/schema.ts';
import { runCli, startCli } from '../../helpers/cli.ts';
import type { RunningCli } from '../../helpers/cli.ts';
import type { Demo } from '../../helpers/demo.ts';
import { person } from '../../helpers/demo.ts';
import { Shopper } from '../../helpers/shopper.ts';

let cwd: string;
let elsewhere: string;
let serve: RunningCli;
/** Of a demo, what a shopper needs. */
let demo: Demo;
let apiToken: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'record-'));
  elsewhere = await mkdtemp(join(tmpdir(), 'record-check-'));
  serve = startCli(['serve', '--json', '--port', '0', '--org-port', '0', '--sample-port', '0'], { cwd });
  await serve.until(/\n\}\n$/);
  const { shop, org } = JSON.parse(serve.stdout()) as { shop: string; org: { url: string } };
  demo = { shop, org: org.url } as Demo;
  const running = await readFile(join(cwd, '.multidemo/sandbox/running.json'), 'utf8');
  apiToken = (JSON.parse(running) as { env: Record<string, string> }).env['OKTA_API_KEY']!;
}, 60_000);
afterAll(async () => {
  await serve.stop();
  for (const folder of [cwd, elsewhere]) await rm(folder, { recursive: true });
});

/** Someone in a browser, as the headers of their requests say. */
class Person extends Shopper {
  override fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('user-agent', 'Mozilla/5.0');
    if (init.method === undefined && !headers.has('accept')) headers.set('accept', 'text/html');
    return super.fetch(url, { ...init, headers });
  }

  /** As the script of a page asks. */
  async ask(method: string, path: string, { body, csrf }: { body?: object; csrf?: string } = {}) {
    const isApi = path.startsWith('/api/');
    const token =
      isApi && ((await (await this.fetch(`${demo.shop}/token`)).json()) as { access_token: string });
    const headers = {
      accept: 'application/json',
      ...(token && { authorization: `Bearer ${token.access_token}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(csrf !== undefined && { 'x-csrf-token': csrf }),
    };
    const response = await this.fetch(demo.shop + path, {
      ...{ method, headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown> & { itemId: string }[];
  }

  /** Opens a page of the shop. */
  async see(path: string): Promise<number> {
    return (await this.open(demo.shop + path)).response.status;
  }
}

const org = async (
  method: string,
  path: string,
): Promise<{ id: string; name: string; profile: { name: string } }[]> => {
  const response = await fetch(demo.org + path, { method, headers: { authorization: `SSWS ${apiToken}` } });
  expect(response.status, path).toBeLessThan(300);
  return response.status === 204 ? [] : ((await response.json()) as never);
};

const record = (...argv: string[]) => runCli(['demo', 'record', ...argv], { cwd });
const read = async (name: string): Promise<Script> =>
  parseScript(await readFile(join(cwd, name), 'utf8'), name, name);

it('has nothing to write before anyone has clicked', async () => {
  const { status, stderr } = await record();
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining('There are no clicks that a script can play'),
  ]);
});

it('writes what people did and what was changed in the org, and the draft plays on another demo', async () => {
  const [server] = (await org('GET', '/api/v1/authorizationServers')).filter(
    ({ name }) => name !== 'default',
  );
  const policies = `/api/v1/authorizationServers/${server!.id}/policies`;
  const [policy] = await org('GET', policies);
  const rules = await org('GET', `${policies}/${policy!.id}/rules`);
  const rule = `${policies}/${policy!.id}/rules/${rules.find(({ name }) => name === 'Admin')!.id}`;

  const linus = new Person();
  await linus.signIn(demo, 'admin');
  expect(await linus.see('/admin')).toBe(200);
  await org('POST', `${rule}/lifecycle/deactivate`);
  const again = new Person();
  await again.signIn(demo, 'admin');
  expect(await again.see('/admin')).toBe(403);
  await org('POST', `${rule}/lifecycle/activate`);
  expect(await again.see('/admin')).toBe(200);

  const ada = new Person();
  await ada.signIn(demo, 'basic');
  await ada.see('/products');
  const [first] = await ada.ask('GET', '/api/products');
  const { id } = await ada.ask('POST', '/api/orders', { body: { itemId: first!.itemId } });
  const premium = (await org('GET', '/api/v1/groups')).find(({ profile }) => profile.name === 'Premium')!;
  const [user] = await org('GET', `/api/v1/users?q=${person('basic').login}`);
  await org('PUT', `/api/v1/groups/${premium.id}/users/${user!.id}`);
  const richer = new Person();
  await richer.signIn(demo, 'basic');
  await richer.see('/products');

  const csrf = await again.csrf(demo);
  const { factors } = (await again.ask('GET', '/admin/step-up/factors')) as unknown as {
    factors: { id: string; kind: string }[];
  };
  const factor = factors.find(({ kind }) => kind === 'push')!.id;
  const begun = await again.ask('POST', `/admin/orders/${String(id)}/step-up`, { body: { factor }, csrf });
  await fetch(`${demo.org}/__sandbox/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: person('admin').login, answer: 'approve', number: begun['number'] }),
  });
  expect(await again.ask('GET', `/admin/step-up/${String(begun['id'])}`)).toMatchObject({
    order: 'complete',
  });

  const { status, stdout, stderr } = await record('mine.yaml');
  expect([status, stderr]).toEqual([0, expect.stringContaining('Reset it before you rehearse')]);
  expect(stdout).toContain('mine.yaml has 6 scenes.');
  expect(stdout).toContain('multidemo demo check mine.yaml');
  const { scenes, needs } = await read('mine.yaml');
  expect(needs.org).toBe('sandbox');
  const shared = '{okta_auth_server.shop}/policies/{okta_auth_server_policy.people_policy}';
  const adminRule = `/api/v1/authorizationServers/${shared}/rules/{okta_auth_server_policy_rule.people_admin}`;
  expect(scenes[1]).toMatchObject({
    break: [{ request: `POST ${adminRule}/lifecycle/deactivate` }],
    do: [
      { as: 'linus', 'sign-in': '/' },
      { as: 'linus', open: '/admin' },
    ],
  });
  expect(scenes[1]!.expect).toContainEqual(
    expect.objectContaining({
      answer: { request: 'GET /login/okta-admin/authorized', status: 403, contains: 'access_denied' },
    }),
  );
  expect(scenes[2]).toMatchObject({ fix: [{ request: `POST ${adminRule}/lifecycle/activate` }] });
  const all = JSON.stringify(scenes);
  expect(all).toContain('PUT /api/v1/groups/{okta_group.premium}/users/{ada}');
  expect(all).toContain('"claim":{"name":"feature_access","has":"premium"}');
  expect(all).toContain('"type":"policy.rule.deactivate"');
  expect(scenes.flatMap((one) => one.do)).toContainEqual(
    expect.objectContaining({ as: 'ada', order: expect.any(String) as string }),
  );
  expect(scenes.flatMap((one) => one.do)).toContainEqual(
    expect.objectContaining({ as: 'linus', approve: 'push' }),
  );
  expect(await readFile(join(cwd, 'mine.yaml'), 'utf8')).not.toContain(apiToken);

  const checked = await runCli(['demo', 'check', join(cwd, 'mine.yaml'), '--json'], { cwd: elsewhere });
  const { scripts } = JSON.parse(checked.stdout) as {
    scripts: { scenes: { status: string; unmet: string[]; cause?: string }[] }[];
  };
  expect(scripts[0]!.scenes.filter((one) => one.status !== 'ok')).toEqual([]);
}, 120_000);

it('keeps a file that is there, and takes only the last minutes when asked', async () => {
  const there = await record('mine.yaml');
  expect([there.status, there.stderr]).toEqual([1, expect.stringContaining('already exists')]);
  expect((await record('mine.yaml', '--minutes', '0')).stderr).toContain('There are no clicks');
  const forced = await record('mine.yaml', '--force', '--json');
  expect(JSON.parse(forced.stdout)).toMatchObject({ scenes: 6, remarks: [] });
});

it('rehearsals and secrets are not recorded, and buttons whose text nobody knows are named', async () => {
  const before = await record('before.yaml', '--json');
  await runCli(['demo', 'check', 'one-claim'], { cwd });
  const grace = new Person();
  await grace.signIn(demo, 'premium');
  expect((await grace.send(demo, '/profile', { firstName: 'Grace', lastName: 'Hopper' })).status).toBe(303);
  await grace.see('/products?code=not-for-a-file');
  const after = await record('after.yaml', '--json');
  expect(JSON.parse(after.stdout)).toMatchObject({
    remarks: [
      'POST /profile: a button. Write press with its text.',
      '/products?code=•••: fill in its secrets',
    ],
  });
  expect(await readFile(join(cwd, 'after.yaml'), 'utf8')).not.toContain('not-for-a-file');
  expect(await readFile(join(cwd, 'after.yaml'), 'utf8')).toContain('# Left out: POST /profile');
  const { scenes } = await read('after.yaml');
  expect(scenes.length - (JSON.parse(before.stdout) as { scenes: number }).scenes).toBe(1);
}, 60_000);

it('without a shop that runs, it says what to start', async () => {
  const { status, stderr } = await runCli(['demo', 'record'], { cwd: elsewhere });
  expect([status, stderr]).toEqual([1, expect.stringContaining('multidemo serve')]);
});
