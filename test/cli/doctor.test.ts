import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi, onTestFinished } from 'vitest';
import { checks } from '../../cli/doctor/checks/index.ts';
import type * as Paths from '../../cli/paths.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { merge } from '../../cli/provision/value.ts';
import type { Fields, Value } from '../../cli/provision/value.ts';
import { startCli } from '../helpers/cli.ts';
import { person } from '../helpers/demo.ts';
import { checkOf, complaints, startPatient, words } from '../helpers/doctor.ts';
import type { Environment, Patient } from '../helpers/doctor.ts';
import { Shopper } from '../helpers/shopper.ts';

const place: { root: string | undefined } = vi.hoisted(() => ({ root: undefined }));
vi.mock('../../cli/paths.ts', async (original) => {
  const real = await original<typeof Paths>();
  return { ...real, packageRoot: () => place.root ?? packageRoot() };
});

let patient: Patient;
beforeAll(async () => {
  patient = await startPatient();
  const { api } = patient;
  const linus = await api.read(`/api/v1/users/${person('admin').login}`);
  linusId = linus!.id as string;
  // One factor and no more: the rows below take it away and give it back.
  await patient.api.post(`/api/v1/users/${linusId}/lifecycle/reset_factors`);
  await enrol(linusId);
});
afterAll(() => patient.close());
afterEach(() => vi.restoreAllMocks());
let linusId = '';

/** A factor that is active at once: an answer to a question would not do, so a phone for text messages. */
const enrol = (userId: string) =>
  patient.api.post(`/api/v1/users/${userId}/factors?activate=true&updatePhone=true`, {
    factorType: 'sms',
    provider: 'OKTA',
    profile: { phoneNumber: '+14155550123' },
  });

const env = (name: string) => patient.demo.environment[name]!;
const web = () => `/api/v1/apps/${env('OKTA_CLIENT_ID')}`;
const server = () => `/api/v1/authorizationServers/${env('OKTA_ISSUER').split('/').at(-1)!}`;
const named = (items: Fields[], name: string) => items.find((item) => item.name === name)!;
type Undo = () => Promise<unknown>;

/** Replaces an object with a changed copy; returns a function that restores it. */
async function change(path: string, by: (present: Fields) => Fields): Promise<Undo> {
  const before = (await patient.api.read(path))!;
  await patient.api.put(path, by(before));
  return () => patient.api.put(path, before);
}
const changeClient = (settings: Fields) =>
  change(web(), (app) => merge(app, { settings: { oauthClient: settings } }));
const policyNamed = async (name: string) => {
  const policy = named(await patient.api.list(`${server()}/policies`), name);
  return `${server()}/policies/${policy.id as string}`;
};
const ruleNamed = async (policy: string, name: string) => {
  const path = await policyNamed(policy);
  return `${path}/rules/${named(await patient.api.list(`${path}/rules`), name).id as string}`;
};
const reactivate = async (path: string): Promise<Undo> => {
  await patient.api.post(`${path}/lifecycle/deactivate`);
  return () => patient.api.post(`${path}/lifecycle/activate`);
};

interface Row {
  id: string;
  what: string;
  /** Breaks one thing; gives the way back and what the shop's environment says otherwise. */
  damage: () => Promise<Undo | { env: Environment; undo?: Undo }>;
  /** What the complaint must name, and what its remedy must say. */
  says: RegExp;
  remedy: RegExp;
  /** `--fix` fixes it; 'offered': it would, by creating what is only renamed here. */
  fixed?: true | 'offered';
}

/** This machine's clock that many seconds ahead of the org's, or behind it. */
const clockOff = (seconds: number, says: RegExp): Row => ({
  id: 'clock',
  what: `a clock that is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`,
  damage: async () => {
    patient.demo.sandbox.setClockOffset(-seconds * 1000);
    return async () => patient.demo.sandbox.setClockOffset(0);
  },
  says,
  remedy: /network time/,
});

const people = 'Okta Multidemo people';
const rows: Row[] = [
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
      const file = join(patient.cwd, '.env');
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
      const file = join(patient.cwd, '.env');
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
      const file = join(patient.cwd, '.env');
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
      const file = join(patient.cwd, '.env');
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
      const root = join(patient.cwd, 'package');
      await mkdir(root);
      await symlink(join(packageRoot(), 'dist'), join(root, 'dist'));
      const devDependencies = { '@okta/okta-signin-widget': '1.0.0' };
      await writeFile(join(root, 'package.json'), JSON.stringify({ devDependencies }));
      place.root = root;
      return async () => {
        place.root = undefined;
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
      const file = join(patient.cwd, 'broken.db');
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
      const folder = join(patient.cwd, 'sad');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'config.json'), '{');
      return { env: { THEME: folder } };
    },
    says: /config\.json/,
    remedy: /multidemo theme check/,
  },
  clockOff(180, /(179|180|181) s ahead[^]*seem to expire early/),
  clockOff(400, /(399|400|401) s ahead[^]*seem to expire early/),
  clockOff(3700, /3(699|700|701) s ahead[^]*rejects every token as expired/),
  clockOff(-180, /(179|180|181) s behind[^]*no longer accepts/),
  clockOff(-400, /(399|400|401) s behind[^]*issued in the future/),
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
    damage: async () => ({ env: { OKTA_BASE_URL: patient.demo.shop } }),
    says: /instead of JSON|is not an Okta org/,
    remedy: /OKTA_BASE_URL/,
  },
  {
    id: 'trusted-origin',
    what: 'an origin that is trusted for redirects only',
    damage: async () => {
      const [origin] = await patient.api.list('/api/v1/trustedOrigins');
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
    id: 'app',
    what: 'an app that is switched off',
    damage: () => reactivate(web()),
    says: /“Okta Multidemo” is inactive/,
    remedy: /Activate/,
    fixed: true,
  },
  {
    id: 'grant-types',
    what: 'no refresh tokens',
    damage: () => changeClient({ grant_types: ['authorization_code', 'implicit', 'interaction_code'] }),
    says: /refresh_token is not allowed/,
    remedy: /Grant type: select refresh_token/,
    fixed: true,
  },
  {
    id: 'dpop',
    what: 'an app that requires proofs, and a shop that sends none',
    damage: () => changeClient({ dpop_bound_access_tokens: true }),
    says: /The app requires DPoP, but OKTA_DPOP is off/,
    remedy: /OKTA_DPOP=true/,
  },
  {
    id: 'dpop',
    what: 'a shop whose proofs Okta ignores',
    damage: async () => ({
      env: { OKTA_DPOP: 'true' },
      undo: async () => {
        await changeClient({ dpop_bound_access_tokens: false });
      },
    }),
    says: /the app does not require DPoP/,
    remedy: /Require Demonstrating Proof of Possession/,
    fixed: true,
  },
  {
    id: 'redirect-uris',
    what: 'a missing redirect URI',
    damage: async () => {
      const app = (await patient.api.read(web()))!;
      const uris = (app.settings as { oauthClient: { redirect_uris: string[] } }).oauthClient.redirect_uris;
      return changeClient({ redirect_uris: uris.filter((uri) => !uri.endsWith('/widget')) });
    },
    says: /\/widget is missing/,
    remedy: /Sign-in redirect URIs: add http.*\/widget/,
    fixed: true,
  },
  {
    id: 'sign-out-uris',
    what: 'a missing sign-out URI',
    damage: () => changeClient({ post_logout_redirect_uris: [`${patient.demo.shop}/`] }),
    says: /is missing/,
    remedy: /Sign-out redirect URIs: add/,
    fixed: true,
  },
  {
    id: 'initiate-login',
    what: 'another initiate-login URI',
    damage: () => changeClient({ initiate_login_uri: `${patient.demo.shop}/elsewhere` }),
    says: /elsewhere/,
    remedy: /Initiate login URI .*\/login\/okta\/authorized/,
    fixed: true,
  },
  {
    id: 'app-attributes',
    what: 'an attribute that is gone',
    damage: async () => {
      const path = `/api/v1/meta/schemas/apps/${env('OKTA_CLIENT_ID')}/default`;
      const schema = (await patient.api.read(path))! as { definitions: { custom: { properties: Fields } } };
      const write = (value: Value) =>
        patient.api.post(path, {
          definitions: { custom: { id: '#custom', type: 'object', properties: { app_permissions: value } } },
        });
      await write(null);
      return () => write(schema.definitions.custom.properties.app_permissions!);
    },
    says: /app_permissions is missing/,
    remedy: /Profile Editor/,
  },
  {
    id: 'assignments',
    what: 'an Admin group that gives no permission',
    damage: async () => {
      const groups = await patient.api.list(`${web()}/groups`);
      const admin = groups.find(({ priority }) => priority === 1) ?? groups[0]!;
      const path = `${web()}/groups/${admin.id as string}`;
      await patient.api.put(path, {
        priority: 1,
        profile: { app_features: ['premium'], app_permissions: ['premium'] },
      });
      return async () => undefined;
    },
    says: /Admin is assigned with .*premium/,
    remedy: /app_permissions/,
    fixed: true,
  },
  {
    id: 'o4o-scopes',
    what: 'a scope of Okta that is not granted',
    damage: async () => {
      const grants = await patient.api.list(`${web()}/grants`);
      const users = grants.find(({ scopeId }) => scopeId === 'okta.users.read')!;
      await patient.api.delete(`${web()}/grants/${users.id as string}`);
      return async () => undefined;
    },
    says: /okta\.users\.read is not granted/,
    remedy: /Okta API Scopes: Grant okta\.users\.read/,
    fixed: true,
  },
  {
    id: 'auth-server',
    what: 'another audience',
    damage: () => change(server(), (present) => ({ ...present, audiences: ['https://api.example.com'] })),
    says: /https:\/\/api\.example\.com/,
    remedy: /Audience: http/,
  },
  {
    id: 'client-secret',
    what: 'a wrong client secret',
    damage: async () => ({ env: { OKTA_CLIENT_SECRET: 'a-secret-of-another-app-entirely-0123456789' } }),
    says: /invalid_client/,
    remedy: /OKTA_CLIENT_SECRET/,
  },
  {
    id: 'par',
    what: 'an org that takes no pushed requests',
    damage: async () => {
      const real = globalThis.fetch;
      vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
        typeof input === 'string' && input.endsWith('/v1/par')
          ? Promise.resolve(Response.json({ error: 'access_denied' }, { status: 403 }))
          : real(input, init),
      );
      return { env: { OKTA_PAR: 'true' } };
    },
    says: /The org responds with access_denied/,
    remedy: /OKTA_PAR=false/,
  },
  {
    id: 'scopes',
    what: 'no consent on orders:read:user',
    damage: async () => {
      const scope = named(await patient.api.list(`${server()}/scopes`), 'orders:read:user');
      return change(`${server()}/scopes/${scope.id as string}`, (present) => ({
        ...present,
        consent: 'IMPLICIT',
      }));
    },
    says: /orders:read:user is IMPLICIT/,
    remedy: /User consent Require/,
  },
  {
    id: 'claims',
    what: 'a claim with another expression',
    damage: async () => {
      const claim = named(await patient.api.list(`${server()}/claims`), 'role');
      return change(`${server()}/claims/${claim.id as string}`, (present) => ({
        ...present,
        value: 'user.login',
      }));
    },
    says: /role is user\.login/,
    remedy: /value appuser\.app_permissions/,
  },
  {
    id: 'policies',
    what: 'a policy that is switched off',
    damage: async () => reactivate(await policyNamed('Client credentials')),
    says: /“Client credentials” is inactive/,
    remedy: /Client credentials > Activate/,
    fixed: true,
  },
  {
    id: 'rules',
    what: 'Default before Admin',
    damage: async () => change(await ruleNamed(people, 'Default'), (rule) => ({ ...rule, priority: 1 })),
    says: /Default, then Admin/,
    remedy: /drag Admin above/,
    fixed: true,
  },
  {
    id: 'lifetimes',
    what: 'tokens for five minutes and no refresh tokens',
    damage: async () => ({
      env: { OKTA_SCOPES: 'openid,profile,email,products:read,orders:create' },
    }),
    says: /offline_access/,
    remedy: /Add offline_access to OKTA_SCOPES/,
  },
  {
    id: 'batch-client',
    what: 'a wrong secret of the batch app',
    damage: async () => ({
      env: { OKTA_SERVICE_CLIENT_SECRET: 'a-secret-of-another-app-entirely-987654321' },
    }),
    says: /invalid_client/,
    remedy: /OKTA_SERVICE_CLIENT_SECRET/,
  },
  {
    id: 'fulfilment',
    what: 'a server that does not trust the shop’s',
    damage: async () => {
      const id = (name: string) => patient.demo.environment[name]!.split('/').at(-1)!;
      const trust = `/api/v1/authorizationServers/${id('OKTA_FULFILMENT_ISSUER')}/associatedServers`;
      await patient.api.delete(`${trust}/${id('OKTA_ISSUER')}`);
      return () => patient.api.add(trust, { trusted: [id('OKTA_ISSUER')] });
    },
    says: /does not trust the shop’s/,
    remedy: /Trusted servers: add/,
    fixed: true,
  },
  {
    id: 'fulfilment',
    what: 'a client without the grant',
    damage: () =>
      change(`/api/v1/apps/${patient.demo.environment['OKTA_FULFILMENT_CLIENT_ID']!}`, (app) =>
        merge(app, { settings: { oauthClient: { grant_types: ['client_credentials'] } } }),
      ),
    says: /may use client_credentials only/,
    remedy: /Grant type: select Token Exchange/,
    fixed: true,
  },
  {
    id: 'fulfilment',
    what: 'a rule without the grant',
    damage: async () => {
      const server = `/api/v1/authorizationServers/${patient.demo.environment['OKTA_FULFILMENT_ISSUER']!.split('/').at(-1)!}`;
      const [policy] = await patient.api.list(`${server}/policies`);
      const rules = `${server}/policies/${policy!.id as string}/rules`;
      const [rule] = await patient.api.list(rules);
      return change(`${rules}/${rule!.id as string}`, (present) =>
        merge(present, { conditions: { grantTypes: { include: ['client_credentials'] } } }),
      );
    },
    says: /No rule of the fulfilment server allows token exchange/,
    remedy: /add a rule with the grant Token Exchange/,
  },
  {
    id: 'fulfilment',
    what: 'another secret',
    damage: async () => ({ env: { OKTA_FULFILMENT_CLIENT_SECRET: 'a-secret-of-another-app-0123456789' } }),
    says: /invalid_client/,
    remedy: /OKTA_FULFILMENT_CLIENT_SECRET/,
  },
  {
    id: 'fulfilment',
    what: 'a service that does not run',
    damage: async () => ({ env: { FULFILMENT_URL: 'http://127.0.0.1:1' } }),
    says: /does not respond/,
    remedy: /FULFILMENT_URL/,
  },
  {
    id: 'people',
    what: 'someone who is locked out',
    damage: async () => {
      const { login } = person('premium');
      for (let attempt = 0; attempt < 10; attempt++)
        await fetch(`${patient.demo.org}/api/v1/authn`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ username: login, password: 'wrong' }),
        });
      return async () => undefined;
    },
    says: /grace@example\.com is locked out/,
    remedy: /Directory > People > grace@example\.com: Unlock/,
    fixed: true,
  },
  {
    id: 'groups',
    what: 'a group that someone has renamed',
    damage: async () => {
      const [group] = await patient.api.list('/api/v1/groups?q=Premium');
      return change(`/api/v1/groups/${group!.id as string}`, () => ({ profile: { name: 'Gold' } }));
    },
    says: /There is no group Premium/,
    remedy: /Add group: Premium/,
    fixed: 'offered',
  },
  {
    id: 'admins',
    what: 'a group Admin that is empty',
    damage: async () => {
      const [group] = await patient.api.list('/api/v1/groups?q=Admin');
      const path = `/api/v1/groups/${group!.id as string}/users/${linusId}`;
      await patient.api.delete(path);
      return () => patient.api.put(path);
    },
    says: /The group Admin has no members/,
    remedy: /Groups > Admin > Assign people/,
  },
  {
    id: 'tokens',
    what: 'a password that someone has changed',
    damage: async () => {
      const set = (value: string) =>
        patient.api.post(`/api/v1/users/${person('basic').login}`, { credentials: { password: { value } } });
      await set('Something-Else-2026');
      return () => set(person('basic').password);
    },
    says: /ada@example\.com: signing in fails \(the password is wrong\)/,
    remedy: /Reset password/,
  },
  {
    id: 'step-up',
    what: 'an admin without a second factor',
    damage: async () => {
      // Signing in may have added the e-mail address, which the org has sent a code to.
      for (const factor of await patient.api.list(`/api/v1/users/${linusId}/factors`))
        await patient.api.delete(`/api/v1/users/${linusId}/factors/${factor.id as string}`);
      return () => enrol(linusId);
    },
    says: /linus@example\.com: Orders cannot be approved: no second factor is enrolled/,
    remedy: /Security Methods/,
  },
  {
    id: 'sign-in-steps',
    what: 'a global session policy that lets nobody in',
    damage: async () => {
      const [policy] = await patient.api.list('/api/v1/policies?type=OKTA_SIGN_ON');
      const rules = `/api/v1/policies/${policy!.id as string}/rules`;
      const [rule] = await patient.api.list(rules);
      return change(`${rules}/${rule!.id as string}`, (present) =>
        merge(present, { actions: { signon: { access: 'DENY' } } }),
      );
    },
    says: /linus@example\.com: denied by the global session policy/,
    remedy: /Security > Global Session Policy/,
  },
  {
    id: 'sign-in-steps',
    what: 'an authenticator that everyone must set up',
    damage: async () => {
      const [policy] = await patient.api.list('/api/v1/policies?type=MFA_ENROLL');
      return change(`/api/v1/policies/${policy!.id as string}`, (present) => ({
        ...present,
        settings: {
          ...(present.settings as Fields),
          authenticators: [{ key: 'webauthn', enroll: { self: 'REQUIRED' } }],
        },
      }));
    },
    says: /ada@example\.com: password, and must set up Passkey/,
    remedy: /Sign in once as each of them/,
  },
  {
    id: 'zones',
    what: 'a network that the org blocks',
    damage: async () => {
      const zone = await patient.api.post('/api/v1/zones', {
        type: 'IP',
        name: 'Conference',
        status: 'ACTIVE',
        usage: 'BLOCKLIST',
        gateways: [{ type: 'CIDR', value: '203.0.113.0/24' }],
      });
      const path = `/api/v1/zones/${zone.id as string}`;
      return async () => {
        await patient.api.post(`${path}/lifecycle/deactivate`);
        await patient.api.delete(path);
      };
    },
    says: /Conference: 203\.0\.113\.0\/24/,
    remedy: /Security > Networks/,
  },
  {
    id: 'event-hook',
    what: 'a hook that is switched off',
    damage: () => reactivate(`/api/v1/eventHooks/${env('FF_EVENTS_HOOK_ID')}`),
    says: /It is inactive/,
    remedy: /Workflow > Event Hooks > .* > Activate/,
    fixed: true,
  },
  {
    id: 'hook-delivery',
    what: 'another secret in .env than the shop has',
    damage: async () => ({ env: { OKTA_EVENT_HOOK_SECRET: 'another-secret-than-the-shop-has' } }),
    says: /401/,
    remedy: /Restart it/,
  },
  {
    id: 'token-hook',
    what: 'a hook that is switched off',
    damage: async () => {
      const [hook] = await patient.api.list('/api/v1/inlineHooks');
      return reactivate(`/api/v1/inlineHooks/${hook!.id as string}`);
    },
    says: /It is inactive/,
    remedy: /Workflow > Inline Hooks > .* > Activate/,
    fixed: true,
  },
  {
    id: 'token-hook',
    what: 'a rule that does not use it',
    damage: async () => {
      const rule = await ruleNamed('Okta Multidemo people', 'Default');
      return change(rule, (present) => merge(present, { actions: { token: { inlineHook: null } } }));
    },
    says: /does not use the hook/,
    remedy: /Use this inline hook/,
  },
  {
    id: 'token-hook',
    what: 'another secret in .env than the shop has',
    damage: async () => ({ env: { OKTA_TOKEN_HOOK_SECRET: 'another-secret-than-the-shop-has' } }),
    says: /responds with 401/,
    remedy: /restart it/i,
  },
  {
    id: 'idps',
    what: 'an identity provider that the org does not have',
    damage: async () => ({ env: { OKTA_GOOGLE_IDP: '0oaNotThere123456789' } }),
    says: /0oaNotThere123456789 \(OKTA_GOOGLE_IDP\)/,
    remedy: /Identity Providers: copy the IdP ID into OKTA_GOOGLE_IDP/,
  },
  {
    id: 'routing',
    what: 'an identity provider that no rule leads to',
    damage: async () => {
      const [policy] = await patient.api.list('/api/v1/policies?type=IDP_DISCOVERY');
      const rules = await patient.api.list(`/api/v1/policies/${policy!.id as string}/rules`);
      const ours = rules.find(({ system }) => system !== true)!;
      return reactivate(`/api/v1/policies/${policy!.id as string}/rules/${ours.id as string}`);
    },
    says: /There is no active routing rule/,
    remedy: /Routing rules > Add Routing Rule/,
  },
  {
    id: 'saml-certificate',
    what: 'a SAML app that the org does not have',
    damage: async () => ({ env: { OKTA_SAMPLE_SAML_APP: 'exkNotThere123456789' } }),
    says: /no metadata of a SAML app exkNotThere123456789/,
    remedy: /multidemo init/,
  },
  {
    id: 'saml-certificate',
    what: 'a certificate that is about to expire',
    damage: async () => {
      const [app] = await patient.api.list('/api/v1/apps?q=Okta%20Multidemo%20Tally');
      const path = `/api/v1/apps/${app!.id as string}`;
      const day = 24 * 60 * 60 * 1000;
      const { sandbox } = patient.demo;
      sandbox.setClockOffset(-720 * day);
      const { kid } = await patient.api.post(`${path}/credentials/keys/generate?validityYears=2`);
      // An API token that nobody uses for thirty days expires.
      for (let ago = 720; ago >= 0; ago -= 24) {
        sandbox.setClockOffset(-ago * day);
        await patient.api.read(path);
      }
      await patient.api.put(path, { ...app, credentials: { signing: { kid: kid! } } });
      return () => patient.api.put(path, app);
    },
    says: /It expires on \d{4}-\d\d-\d\d, in \d+ days/,
    remedy: /SAML Signing Certificates: generate a new certificate/,
  },
  {
    id: 'state',
    what: 'a scope that the org does not know',
    damage: async () => ({
      env: { OKTA_SCOPES: 'openid,profile,email,offline_access,products:read,coupons:read' },
    }),
    says: /invalid_scope/,
    remedy: /OKTA_SCOPES in \.env/,
  },
  {
    id: 'hosts',
    what: 'two names for this machine',
    damage: async () => ({
      env: { APP_URL: patient.demo.shop.replace('localhost', '127.0.0.1'), OKTA_AUDIENCE: patient.demo.shop },
    }),
    says: /127\.0\.0\.1/,
    remedy: /Use localhost for both/,
  },
  {
    id: 'drift',
    what: 'a description that someone has changed',
    damage: async () => change(server(), (present) => ({ ...present, description: 'Something else' })),
    says: /okta_auth_server\.shop differs from its declaration/,
    remedy: /multidemo init/,
  },
];

describe('a healthy demo', () => {
  it('is well in every respect, and every check has been run', async () => {
    const report = await patient.examine();
    expect(report.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(report.checks.map(({ id }) => id)).toEqual(checks.map(({ id }) => id));
    expect((await patient.doctor()).status).toBe(0);
  });

  it('says no secret, whatever is asked for', async () => {
    const said = await Promise.all([
      patient.doctor(['--verbose', '--skip', 'tokens']),
      patient.doctor(['--json', '--verbose', '--skip', 'tokens']),
    ]);
    const secrets = Object.entries(patient.demo.environment)
      .filter(([name]) => /SECRET|_KEY$/.test(name))
      .map(([, value]) => value);
    expect(secrets.length).toBeGreaterThan(3);
    for (const { stdout, stderr } of said)
      for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  it('is judged by what its tokens carry, whatever policies and rules are called', async () => {
    const path = `${server()}/policies`;
    const policy = (await patient.api.list(path)).find(({ name }) => name === 'Okta Multidemo people')!;
    const rename = (name: string) => patient.api.put(`${path}/${policy.id as string}`, { ...policy, name });
    await rename('Default Policy');
    onTestFinished(async () => {
      await rename('Okta Multidemo people');
    });
    const look = async () => {
      const { checks: seen } = await patient.examine(['--only', 'policies,rules']);
      return seen.filter(({ id }) => id === 'policies' || id === 'rules');
    };
    for (const check of await look())
      expect(check).toMatchObject({
        status: 'ok',
        found: expect.stringMatching(/everyone.*, admins/) as string,
      });
    const rules = await patient.api.list(`${path}/${policy.id as string}/rules`);
    const admin = rules.find(({ name }) => name === 'Admin')!;
    const undo = `${path}/${policy.id as string}/rules/${admin.id as string}/lifecycle`;
    await patient.api.post(`${undo}/deactivate`);
    const [broken] = await look();
    expect(broken!.status).toBe('failure');
    expect(broken!.found).toMatch(/^No rule grants admins .*orders:update/);
    await patient.api.post(`${undo}/activate`);
  });

  it('is watched: what changes is told, until Ctrl-C', async () => {
    onTestFinished(await patient.announce());
    const watching = startCli(['doctor', '--watch', '1', '--only', 'event-hook'], { cwd: patient.cwd });
    await watching.until(/(\d+) of \1 passed/);
    const undo = await reactivate(`/api/v1/eventHooks/${env('FF_EVENTS_HOOK_ID')}`);
    await watching.until(/✗ Event hook +It is inactive/);
    await undo();
    await watching.until(/passed ·[^]*1 failed[^]*\d passed ·/);
    expect(await watching.stop()).toBe(0);
  });

  it('has every check broken below or by an org that is sick itself', () => {
    const elsewhere = ['rights', 'rate-limit', 'terraform', 'browser-access'];
    expect(checks.map(({ id }) => id).filter((id) => !elsewhere.includes(id))).toEqual(
      checks.map(({ id }) => id).filter((id) => rows.some((row) => row.id === id)),
    );
  });
});

/** Complaints that follow of themselves from what a row breaks. */
const follows: Partial<Record<string, readonly string[]>> = {
  org: ['configuration'],
  // That a group is missing is a warning, so what compares everything looks too.
  groups: ['drift'],
  port: [
    'hosts',
    'trusted-origin',
    'redirect-uris',
    'sign-out-uris',
    'initiate-login',
    'auth-server',
    'event-hook',
    'token-hook',
  ],
  hosts: [
    'trusted-origin',
    'redirect-uris',
    'sign-out-uris',
    'initiate-login',
    'event-hook',
    'token-hook',
    'o4o-scopes',
  ],
};

describe('one thing that is broken', () => {
  it.each(rows)('$id: $what', async ({ id, damage, says, remedy, fixed }) => {
    const done = await damage();
    const { env: over = {}, undo } = typeof done === 'function' ? { undo: done } : done;
    try {
      const report = await patient.examine(id === 'tokens' ? [] : ['--skip', 'tokens'], over);
      const check = checkOf(report, id);
      expect([id, ...complaints(report)]).toEqual([
        id,
        ...complaints(report).filter((other) => other === id || follows[id]?.includes(other)),
      ]);
      expect(complaints(report)).toContain(id);
      expect(words(check)).toMatch(says);
      expect(check.remedy).toMatch(remedy);
      expect(check.fix !== undefined).toBe(fixed !== undefined);
      if (fixed === true) {
        const mended = await patient.doctor(['--fix', '--yes', '--only', id], over);
        expect(mended.stdout.split('\n').filter((line) => /^ {2}·/.test(line))).toEqual([
          `  · ${check.fix!}`,
        ]);
        expect(mended.stdout).toContain(`  ✓ ${id}`);
        expect(mended.status).toBe(0);
      }
    } finally {
      vi.restoreAllMocks();
      await undo?.();
    }
  });

  it('leaves a demo behind that works as before', async () => {
    const report = await patient.examine();
    expect(complaints(report)).toEqual([]);
    for (const kind of ['basic', 'premium', 'admin'] as const)
      expect(await new Shopper().signIn(patient.demo, kind)).toContain(person(kind).firstName);
  });
});
