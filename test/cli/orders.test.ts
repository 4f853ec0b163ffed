import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli.ts';
import { type Demo, startDemo } from '../helpers/demo.ts';

let demo: Demo;
let cwd: string;
let env: Record<string, string>;
beforeAll(async () => {
  // The bank has enough of everything for two hundred orders.
  demo = await startDemo({ environment: { THEME: 'bank' } });
  cwd = await mkdtemp(join(tmpdir(), 'orders-'));
  env = demo.environment;
});
afterAll(async () => {
  await demo.close();
  await rm(cwd, { recursive: true, force: true });
});

async function machine(scope: string): Promise<string> {
  const credentials = `${env.OKTA_SERVICE_CLIENT_ID}:${env.OKTA_SERVICE_CLIENT_SECRET}`;
  const response = await fetch(`${env.OKTA_ISSUER}/v1/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  return `Bearer ${((await response.json()) as { access_token: string }).access_token}`;
}

async function placeOrders(count: number): Promise<void> {
  const authorization = await machine('products:read orders:create');
  const products = (await (
    await fetch(`${demo.shop}/api/products`, { headers: { authorization } })
  ).json()) as { itemId: string; count: number }[];
  const { itemId } = products.find((product) => product.count >= count)!;
  for (let placed = 0; placed < count; placed += 1) {
    const response = await fetch(`${demo.shop}/api/orders`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ itemId }),
    });
    expect(response.status).toBe(201);
  }
}

async function count(status: string): Promise<number> {
  const response = await fetch(`${demo.shop}/api/orders?status=${status}&limit=200`, {
    headers: { authorization: await machine('orders:read') },
  });
  return ((await response.json()) as unknown[]).length;
}

describe('orders fulfil', () => {
  it('fulfils each of 200 orders once, although it is killed halfway', async () => {
    await placeOrders(200);
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../dist/cli/bin.js'), 'orders', 'fulfil'],
      {
        cwd,
        env: { ...env, PATH: process.env.PATH },
      },
    );
    const gone = new Promise<void>((settle) => child.once('exit', () => settle()));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('100 of 200')) child.kill('SIGKILL');
    });
    await gone;
    const left = await count('pending');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(100);

    const second = await runCli(['orders', 'fulfil'], { cwd, env });
    expect(second).toMatchObject({ status: 0, stdout: `${left} of ${left} pending orders fulfilled.\n` });
    expect([await count('pending'), await count('complete')]).toEqual([0, 200]);

    const third = await runCli(['orders', 'fulfil'], { cwd, env });
    expect(third).toMatchObject({ status: 0, stdout: 'No orders are pending.\n', stderr: '' });
  });

  it('two jobs at once share the work', async () => {
    await placeOrders(40);
    const jobs = await Promise.all([1, 2].map(() => runCli(['orders', 'fulfil'], { cwd, env })));
    expect(jobs.map(({ status }) => status)).toEqual([0, 0]);
    const fulfilled = jobs.map(({ stdout }) => Number(/^(\d+) of/.exec(stdout)?.[1] ?? 0));
    expect(fulfilled[0]! + fulfilled[1]!).toBe(40);
    expect(await count('pending')).toBe(0);
  });
});

describe('what it says when it cannot', () => {
  it('names what is not configured', async () => {
    const { status, stderr } = await runCli(['orders', 'fulfil'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toBe(
      '✗ Not configured: APP_URL, OKTA_ISSUER, OKTA_SERVICE_CLIENT_ID, OKTA_SERVICE_CLIENT_SECRET.\n' +
        '  Run `multidemo serve` here first: it creates the sandbox org that the job uses.\n',
    );
  });

  it('a wrong secret: Okta’s refusal, and not the secret', async () => {
    const { status, stderr } = await runCli(['orders', 'fulfil'], {
      cwd,
      env: { ...env, OKTA_SERVICE_CLIENT_SECRET: 'wrong-secret-value' },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/Okta did not issue a token for the batch job: invalid_client/);
    expect(stderr).not.toContain('wrong-secret-value');
  });

  it('a client that the org does not know: what Okta says of it', async () => {
    const unknown = { ...env, OKTA_SERVICE_CLIENT_ID: '0oanobody' };
    const { status, stderr } = await runCli(['orders', 'fulfil'], { cwd, env: unknown });
    expect(status).toBe(1);
    expect(stderr).toContain("invalid_client: Invalid value for 'client_id' parameter");
  });

  it('a shop that is not there', async () => {
    const { status, stderr } = await runCli(['orders', 'fulfil', '--app-url', 'http://localhost:9'], {
      cwd,
      env,
    });
    expect(status).toBe(1);
    expect(stderr).toBe(
      '✗ http://localhost:9 is not responding.\n  Check that `multidemo serve` is running.\n',
    );
  });
});
