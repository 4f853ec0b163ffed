/** An org as a person has clicked it together by the original's README: names differ, what tokens carry does not. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DoctorReport } from '../../app/index.ts';
import { demoPeople } from '../../cli/provision/people.ts';
import { checkOf, complaints, words } from '../helpers/doctor.ts';
import { startInitBench } from '../helpers/init.ts';
import type { InitBench } from '../helpers/init.ts';
import { configureByHand } from '../helpers/orgs/by-hand.ts';
import type { OrgByHand } from '../helpers/orgs/by-hand.ts';
import { Visitor, locationOf } from '../helpers/visitor.ts';

let bench: InitBench;
let hand: OrgByHand;
const admin = demoPeople.find(({ kind }) => kind === 'admin')!;
const withoutRefresh = 'openid,profile,email,products:read,orders:create';

beforeAll(async () => {
  bench = await startInitBench();
  hand = await configureByHand(bench.api, {
    orgUrl: bench.org.url,
    appUrl: bench.appUrl,
    apiToken: bench.org.apiToken,
  });
  const { login, password } = admin;
  await bench.api.post('/api/v1/users?activate=true', {
    profile: { login, email: login, firstName: 'Linus', lastName: 'Admin' },
    credentials: { password: { value: password } },
    groupIds: [hand.adminGroupId],
  });
  await bench.write(
    '.env',
    Object.entries(hand.env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
});
afterAll(() => bench.close());

const examine = async (options: readonly string[] = [], env: Record<string, string> = {}) =>
  JSON.parse(
    (await bench.run(['doctor', '--json', '--skip', 'env-file', ...options], env)).stdout,
  ) as DoctorReport;

it('init offers the authorization server in OKTA_ISSUER for adoption, by its name in the org', async () => {
  const refused = await bench.run(['init', '--yes']);
  expect(refused.status).toBe(1);
  expect(refused.stdout.replaceAll('\u00a0', ' ')).toMatch(/Authorization server +↓ Demo API\n/);
  expect(refused.stderr).toContain('Demo API');
  expect(refused.stderr).toContain('--adopt');
});

it('the doctor names the rule that lacks a scope, and what to do about it', async () => {
  const report = await examine();
  const policies = checkOf(report, 'policies');
  expect(policies.status).toBe('failure');
  expect(words(policies)).toMatch(/“Default” of “Default Policy” does not allow offline_access/);
  expect(policies.remedy).toMatch(
    /add offline_access to the rules, or leave offline_access out of OKTA_SCOPES/,
  );
  expect(checkOf(report, 'groups')).toMatchObject({ status: 'warning' });
  expect(checkOf(report, 'assignments')).toMatchObject({ status: 'ok' });
});

it('the doctor judges what tokens carry once the shop asks for what the org gives', async () => {
  const report = await examine([], { OKTA_SCOPES: withoutRefresh });
  for (const id of ['scopes', 'claims', 'policies', 'rules', 'batch-client', 'admins', 'assignments'])
    expect(checkOf(report, id)).toMatchObject({ id, status: 'ok' });
  expect(checkOf(report, 'policies').found).toContain('everyone, admins and the batch app');
});

it('people sign in, and Admin > Users says that the app lacks grants', async () => {
  const grants = `/api/v1/apps/${hand.appId}/grants`;
  for (const { id } of await bench.api.list(grants)) await bench.api.delete(`${grants}/${id as string}`);
  const cli = bench.start(['serve', '--sample-port', '0'], { OKTA_SCOPES: withoutRefresh });
  try {
    await cli.until(/http:\/\/localhost:\d+/);
    const visitor = new Visitor();
    const follow = async (url: string): Promise<Response> => {
      let response = await visitor.fetch(url);
      while (response.headers.has('location')) {
        const next = locationOf(response);
        response = next.pathname.includes('/authorize')
          ? await visitor.fetch((await visitor.authorize(next.href, admin)).href)
          : await visitor.fetch(next.href);
      }
      return response;
    };
    const home = await follow(`${bench.appUrl}/login/okta`);
    expect(home.status).toBe(200);
    expect((await follow(`${bench.appUrl}/admin/orders`)).status).toBe(200);
    const users = await follow(`${bench.appUrl}/admin/users`);
    const text = (await users.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(users.status).toBe(403);
    expect(text).toContain('The app is missing grants · ');
    expect(text).toContain('The app is missing the grants, not your account.');
  } finally {
    await cli.stop();
  }
});

it('doctor --fix does the rest', async () => {
  expect((await bench.run(['doctor', '--fix', '--yes'])).status).toBe(0);
  const report = await examine();
  // This org was never the declared one, and the admin still has to enroll a factor.
  expect(complaints(report).filter((id) => id !== 'drift' && id !== 'step-up')).toEqual([]);
  expect(checkOf(report, 'policies').found).toContain(
    'everyone, everyone (widget), admins and the batch app',
  );
});
