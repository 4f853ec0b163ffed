/** Terraform in an org with a history: what it finds there is never overwritten, and is as before in the end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fields } from '../../cli/provision/value.ts';
import { startInitBench } from '../helpers/init.ts';
import type { InitBench } from '../helpers/init.ts';
import { otherTeam } from '../helpers/orgs/other-team.ts';
import { newest, noProvider, withProvider } from '../helpers/provider/okta-provider.ts';
import { snapshotOf } from '../helpers/snapshot.ts';

const inherited = ['PATH', 'HOME', 'TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR'].flatMap((name) => {
  const value = process.env[name];
  return value === undefined ? [] : [[name, value] as const];
});
const env = Object.fromEntries(inherited);

describe.skipIf(noProvider(newest))(withProvider('init --engine terraform', newest), () => {
  let bench: InitBench;
  beforeEach(async () => {
    bench = await startInitBench();
  });
  afterEach(() => bench.close());

  const init = (...options: string[]) => bench.init(['--engine', 'terraform', ...options], env);
  const destroy = () => bench.run(['destroy', '--yes'], env);
  const oauthOf = (app: Fields) => (app.settings as { oauthClient: Fields }).oauthClient;

  it('adopts the app that OKTA_CLIENT_ID names, adds only what is missing, and takes that back', async () => {
    const own = ['http://localhost:4000/callback'];
    const app = await bench.api.post('/api/v1/apps', {
      name: 'oidc_client',
      label: 'Clicked by hand',
      signOnMode: 'OPENID_CONNECT',
      credentials: {
        oauthClient: { token_endpoint_auth_method: 'client_secret_post', pkce_required: false },
      },
      settings: {
        notes: { admin: 'Ask me first' },
        oauthClient: {
          application_type: 'web',
          grant_types: ['authorization_code'],
          response_types: ['code'],
          redirect_uris: own,
        },
      },
    });
    const path = `/api/v1/apps/${app.id as string}`;
    await bench.write('.env', `OKTA_BASE_URL=${bench.org.url}\nOKTA_CLIENT_ID=${app.id as string}\n`);
    const before = await snapshotOf(bench.api);

    const refused = await init();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/already exists? in the org[^]*Clicked by hand/);
    const shown = await init('--adopt', '--dry-run');
    expect(shown.stdout).toContain('Applications, Clicked by hand: settings.oauthClient.redirect_uris + ');
    expect(await snapshotOf(bench.api)).toBe(before);

    const done = await init('--adopt');
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
    const adopted = (await bench.api.read(path))!;
    expect(adopted).toMatchObject({
      label: 'Clicked by hand',
      credentials: {
        oauthClient: { token_endpoint_auth_method: 'client_secret_post', pkce_required: false },
      },
      settings: { notes: { admin: 'Ask me first' } },
    });
    expect(oauthOf(adopted).redirect_uris).toEqual(
      expect.arrayContaining([...own, `${bench.appUrl}/login/okta/authorized`]),
    );
    expect(await bench.values()).toMatchObject({
      OKTA_CLIENT_ID: app.id,
      OKTA_CLIENT_SECRET: expect.stringMatching(/.{20}/) as string,
    });
    expect((await bench.api.list('/api/v1/apps')).map(({ label }) => label)).not.toContain('Okta Multidemo');
    const again = JSON.parse((await init('--json')).stdout) as { changes: object[]; drift: object[] };
    expect([again.changes, again.drift]).toEqual([[], []]);

    const gone = await destroy();
    expect(gone.stderr).toBe('');
    expect(gone.status).toBe(0);
    expect(await snapshotOf(bench.api)).toBe(before);
  });

  it('adds to what another team has only what is missing, and takes it back', async () => {
    const { app } = await otherTeam(bench, bench.appUrl);
    const before = await snapshotOf(bench.api);
    const done = await init('--adopt', 'all');
    expect(done.status, done.stderr).toBe(0);
    const theirs = (await bench.api.read(`/api/v1/apps/${app.id as string}`))!;
    expect(oauthOf(theirs).redirect_uris).toContain('https://team.example/callback');
    const again = JSON.parse((await init('--json')).stdout) as { changes: object[]; drift: object[] };
    expect([again.changes, again.drift]).toEqual([[], []]);
    expect((await destroy()).stderr).toBe('');
    expect(await snapshotOf(bench.api)).toBe(before);
  });
});
