import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields } from '../../cli/provision/value.ts';
import { runCli } from '../helpers/cli.ts';
import { startInitBench } from '../helpers/init.ts';
import type { InitBench } from '../helpers/init.ts';
import { otherTeam } from '../helpers/orgs/other-team.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

let bench: InitBench;
beforeEach(async () => {
  bench = await startInitBench();
});
afterEach(() => bench.close());

const id = ({ id: value }: Fields): string => value as string;
const labels = async () => (await bench.api.list('/api/v1/apps')).map(({ label }) => label as string);
const values = () => bench.values();

describe('an org in which another team uses the same names', () => {
  it('gets a second demo with a name of its own; theirs is as before all the time', async () => {
    const { app, group } = await otherTeam(bench, 'https://team.example');
    const before = await snapshotOf(bench.api);
    const { status, stdout, stderr } = await bench.init(['--adopt', '--demo-people']);
    expect(status).toBe(0);
    expect(stderr).toContain('Others in this org use resources with the demo’s names:');
    expect(stderr).toContain('Applications, Okta Multidemo: redirect URI https://team.example/callback');
    expect(stderr).toContain('Authorization server, Okta Multidemo: its audience is https://team.example');
    expect(stderr).toContain('This demo will be named “Okta Multidemo 2”.');
    expect(stdout).toContain('+ Okta Multidemo 2 Admin');
    expect(await labels()).toContain('Okta Multidemo 2 batch');
    expect(await bench.api.read(`/api/v1/apps/${id(app)}`)).toMatchObject({
      settings: { oauthClient: { redirect_uris: ['https://team.example/callback'] } },
    });
    expect(await bench.api.list(`/api/v1/groups/${id(group)}/users`)).toHaveLength(1);
    expect(stdout).toMatch(/ada\.okta-multidemo-2@example\.com +basic/);
    expect((await bench.init(['--json'])).stderr).toBe(''); // the name is remembered
    expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
    expect(await snapshotOf(bench.api)).toBe(before);
  });

  it('shows field by field what adopting theirs would add, adds only that, and takes it back', async () => {
    const { app, group, server, policy } = await otherTeam(bench, bench.appUrl);
    const before = await snapshotOf(bench.api);
    const shown = await bench.init(['--adopt', 'all', '--dry-run']);
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain('Added to existing resources; nothing else in them changes');
    expect(shown.stdout).toContain(
      `Applications, Okta Multidemo: settings.oauthClient.redirect_uris + ${bench.appUrl} `,
    );
    expect(shown.stdout).toMatch(/Trusted origins, .*: scopes \+ \{"type":"REDIRECT"\}/);
    expect(await snapshotOf(bench.api)).toBe(before);

    expect((await bench.init(['--adopt', 'all'])).status).toBe(0);
    const theirs = (await bench.api.read(`/api/v1/apps/${id(app)}`))!;
    expect(theirs).toMatchObject({
      credentials: {
        oauthClient: { token_endpoint_auth_method: 'client_secret_post', pkce_required: false },
      },
      settings: { notes: { admin: 'Ask the other team' } },
    });
    const { redirect_uris: uris } = (theirs.settings as { oauthClient: Fields }).oauthClient;
    expect(uris).toEqual(
      expect.arrayContaining(['https://team.example/callback', `${bench.appUrl}/login/okta/authorized`]),
    );
    expect((await values()).OKTA_CLIENT_ID).toBe(
      (theirs.credentials as { oauthClient: Fields }).oauthClient.client_id,
    );
    expect((await values()).OKTA_CLIENT_SECRET).toMatch(/.{20}/);
    const scopes = await bench.api.list(`/api/v1/authorizationServers/${id(server)}/scopes`);
    expect(scopes.find(({ name }) => name === 'orders:read')).toMatchObject({
      displayName: 'Theirs',
      consent: 'REQUIRED',
    });
    expect(await bench.api.list(`/api/v1/groups/${id(group)}/users`)).toHaveLength(2);
    const again = JSON.parse((await bench.init(['--json'])).stdout) as { changes: object[]; drift: object[] };
    expect([again.changes, again.drift]).toEqual([[], []]);

    const gone = await bench.run(['destroy', '--yes']);
    expect(gone.stderr).toBe('');
    expect(gone.stdout).toContain('Removed from resources that existed before');
    expect(
      await bench.api.read(`/api/v1/authorizationServers/${id(server)}/policies/${id(policy)}`),
    ).toBeDefined();
    expect(await snapshotOf(bench.api)).toBe(before);
  });

  it('refuses a name that was asked for and is used, and says what to do', async () => {
    await otherTeam(bench, 'https://team.example');
    const before = await snapshotOf(bench.api);
    const { status, stderr } = await bench.init(['--name', 'Okta Multidemo']);
    expect(status).toBe(1);
    expect(stderr).toContain('Use another name with --name: a server for another API cannot be adopted.');
    expect(await snapshotOf(bench.api)).toBe(before);
  });
});

describe('two demos in one org', () => {
  /** `multidemo` in another folder, with the same org. */
  async function inFolder(name: string) {
    const cwd = join(bench.cwd, name);
    await mkdir(cwd);
    const run = (argv: string[]) => runCli(argv, { cwd, env: { OKTA_API_KEY: bench.org.apiToken } });
    const init = (more: string[] = []) =>
      run(['init', '--org-url', bench.org.url, '--app-url', bench.appUrl, '--demo-people', '--yes', ...more]);
    return { run, init };
  }

  it.each([
    ['the first first', ['one', 'two']],
    ['the second first', ['two', 'one']],
  ])('of two names share nothing but the origin, and go one by one: %s', async (_what, order) => {
    const empty = await snapshotOf(bench.api);
    const folders = { one: await inFolder('one'), two: await inFolder('two') };
    expect((await folders.one.init()).status).toBe(0);
    const first = await snapshotOf(bench.api);
    const second = await folders.two.init(['--name', 'Workshop']);
    expect(second.stderr).toBe('');
    expect(second.status).toBe(0);
    expect(second.stdout).toContain('+ Workshop Admin');
    expect(second.stdout).toMatch(/linus\.workshop@example\.com +admin/);
    const [goes, stays] = order as ['one', 'two'] | ['two', 'one'];
    const removed = await folders[goes].run(['destroy', '--yes']);
    expect(removed.stderr).toBe('');
    expect(removed.stdout).toMatch(/Kept .*also used by others/);
    if (goes === 'two') expect(await snapshotOf(bench.api)).toBe(first);
    const left = await folders[stays].init(stays === 'two' ? ['--name', 'Workshop', '--json'] : ['--json']);
    expect(JSON.parse(left.stdout)).toMatchObject({
      changes: [],
      drift: [],
      doctor: { counts: { failure: 0 } },
    });
    await folders[stays].run(['destroy', '--yes']);
    if (goes === 'two') expect(await snapshotOf(bench.api)).toBe(empty);
    else expect((await bench.api.list('/api/v1/trustedOrigins')).length).toBe(1); // shared when the first went
  });

  it('under the same name: the second is refused, and the first is untouched', async () => {
    const [one, two] = [await inFolder('one'), await inFolder('two')];
    await one.init();
    const before = await snapshotOf(bench.api);
    const refused = await two.init();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('another name with --name');
    expect(await snapshotOf(bench.api)).toBe(before);
    await rm(join(bench.cwd, 'two'), { recursive: true });
  });
});
