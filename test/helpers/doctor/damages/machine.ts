import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { packageRoot } from '../../../../shared/package-root.ts';
import type { Row, Sick, Tools } from './tools.ts';

/** This machine's clock that many seconds ahead of the org's, or behind it. */
const clockOff = (of: Sick, seconds: number, says: RegExp): Row => ({
  id: 'clock',
  what: `a clock that is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`,
  damage: async () => {
    of.patient.demo.sandbox.setClockOffset(-seconds * 1000);
    return async () => of.patient.demo.sandbox.setClockOffset(0);
  },
  says,
  remedy: /network time/,
});

/** What can be broken on this machine, and on the way from it to the org. */
export const machineDamages = (of: Sick, { change }: Tools): Row[] => [
  {
    id: 'node',
    what: 'an old Node.js',
    damage: async () => {
      vi.spyOn(process, 'versions', 'get').mockReturnValue({ ...process.versions, node: '18.20.0' });
      return async () => undefined;
    },
    says: /18\.20\.0/,
    remedy: /nodejs\.org/,
  },
  {
    id: 'env-file',
    what: 'a .env that everyone can read',
    damage: async () => {
      const file = join(of.patient.cwd, '.env');
      await writeFile(file, 'THEME=default\n');
      await chmod(file, 0o644);
      return () => rm(file);
    },
    says: /mode 644/,
    remedy: /chmod 600 \.env/,
    fixed: true,
  },
  {
    id: 'env-file',
    what: 'a misspelt variable',
    damage: async () => {
      const file = join(of.patient.cwd, '.env');
      await writeFile(file, 'OKTA_SCOPE=openid\n', { mode: 0o600 });
      return () => rm(file);
    },
    says: /Unknown variable: OKTA_SCOPE\b/,
    remedy: /OKTA_SCOPES/,
    fixed: true,
  },
  {
    id: 'env-file',
    what: 'variables of the Python original',
    damage: async () => {
      const file = join(of.patient.cwd, '.env');
      const lines = ['OKTA_ROUTER=True', 'OKTA_RESOURCE_PREFIX=acme', 'API_URL=http://x/api', 'REST_API=1'];
      await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
      return () => rm(file);
    },
    says: /OKTA_ROUTER is now OKTA_SIW_ROUTER[^]*OKTA_RESOURCE_PREFIX: remove it[^]*API_URL[^]*REST_API/,
    remedy: /docs\/migrating\.md/,
    fixed: true,
  },
  {
    id: 'env-file',
    what: 'a quote that is not closed',
    damage: async () => {
      const file = join(of.patient.cwd, '.env');
      await writeFile(file, 'OKTA_CLIENT_SECRET="open\n', { mode: 0o600 });
      return () => rm(file);
    },
    says: /line 1: a quote is not closed/,
    remedy: /Close it/,
  },
  {
    id: 'configuration',
    what: 'a missing variable',
    damage: async () => ({ env: { OKTA_CLIENT_ID: undefined } }),
    says: /OKTA_CLIENT_ID is missing/,
    remedy: /multidemo init/,
  },
  {
    id: 'configuration',
    what: 'a developer portal without its policy',
    damage: async () => ({ env: { FF_DEVELOPER_CC_POLICY_ID: undefined } }),
    says: /FF_DEVELOPER is on/,
    remedy: /multidemo init/,
  },
  {
    id: 'versions',
    what: 'another widget than this version was tested with',
    damage: async () => {
      const root = join(of.patient.cwd, 'package');
      await mkdir(root);
      await symlink(join(packageRoot(), 'dist'), join(root, 'dist'));
      const devDependencies = { '@okta/okta-signin-widget': '1.0.0' };
      await writeFile(join(root, 'package.json'), JSON.stringify({ devDependencies }));
      of.place.root = root;
      return async () => {
        of.place.root = undefined;
      };
    },
    says: /okta-signin-widget is 7/,
    remedy: /npm ci/,
  },
  {
    id: 'port',
    what: 'another program on the port',
    damage: async () => {
      const other = createServer((_request, response) => response.end('hello'));
      await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
      const port = String((other.address() as AddressInfo).port);
      return {
        env: { PORT: port, APP_URL: `http://localhost:${port}` },
        undo: () => new Promise((resolve) => other.close(resolve)),
      };
    },
    says: /is in use by/,
    remedy: /Stop /,
  },
  {
    id: 'store',
    what: 'a file that is no store',
    damage: async () => {
      const file = join(of.patient.cwd, 'broken.db');
      await writeFile(file, 'this is no database, whatever its name says. '.repeat(40));
      return { env: { DB_PATH: file } };
    },
    says: /not a database/,
    remedy: /broken\.db/,
  },
  {
    id: 'theme',
    what: 'a theme that cannot be read',
    damage: async () => {
      const folder = join(of.patient.cwd, 'sad');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'config.json'), '{');
      return { env: { THEME: folder } };
    },
    says: /config\.json/,
    remedy: /multidemo theme check/,
  },
  clockOff(of, 180, /(179|180|181) s ahead[^]*seem to expire early/),
  clockOff(of, 400, /(399|400|401) s ahead[^]*seem to expire early/),
  clockOff(of, 3700, /3(699|700|701) s ahead[^]*rejects every token as expired/),
  clockOff(of, 86_400, /86(399|400|401) s ahead[^]*rejects every token as expired/),
  clockOff(of, -86_400, /86(399|400|401) s behind[^]*issued in the future/),
  clockOff(of, -180, /(179|180|181) s behind[^]*no longer accepts/),
  clockOff(of, -400, /(399|400|401) s behind[^]*issued in the future/),
  {
    id: 'credential',
    what: 'an API token that is not one',
    damage: async () => ({ env: { OKTA_API_KEY: 'not-the-token-of-this-org' } }),
    says: /401/,
    remedy: /OKTA_API_KEY/,
  },
  {
    id: 'org',
    what: 'an address that is no org',
    damage: async () => ({ env: { OKTA_BASE_URL: of.patient.demo.shop } }),
    says: /instead of JSON|is not an Okta org/,
    remedy: /OKTA_BASE_URL/,
  },
  {
    id: 'trusted-origin',
    what: 'an origin that is trusted for redirects only',
    damage: async () => {
      const [origin] = await of.patient.api.list('/api/v1/trustedOrigins');
      return change(`/api/v1/trustedOrigins/${origin!.id as string}`, (present) => ({
        ...present,
        scopes: [{ type: 'REDIRECT' }],
      }));
    },
    says: /not trusted for CORS/,
    remedy: /Security > API > Trusted Origins/,
    fixed: true,
  },
  {
    id: 'hosts',
    what: 'two names for this machine',
    damage: async () => ({
      env: {
        APP_URL: of.patient.demo.shop.replace('localhost', '127.0.0.1'),
        OKTA_AUDIENCE: of.patient.demo.shop,
      },
    }),
    says: /127\.0\.0\.1/,
    remedy: /Use localhost for both/,
  },
];
