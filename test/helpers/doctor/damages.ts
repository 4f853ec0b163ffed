import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { merge } from '../../../cli/provision/value.ts';
import type { Fields, Value } from '../../../cli/provision/value.ts';
import { packageRoot } from '../../../shared/package-root.ts';
import { assistantInOrg } from '../cross-app/assistant.ts';
import { person } from '../demo.ts';
import type { Environment, Patient } from '../doctor.ts';

type Undo = () => Promise<unknown>;

/** One thing that is broken, and what the doctor says of it. */
export interface Row {
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

/** What the rows break. */
export interface Sick {
  readonly patient: Patient;
  /** The administrator of the shop, who has one factor. */
  readonly linusId: string;
  /** Where the package is, instead of its real place. */
  readonly place: { root: string | undefined };
}

/** What can be broken, by check of the doctor, and what does it. */
export function damages(of: Sick) {
  /** A factor that is active at once: an answer to a question would not do, so a phone for text messages. */
  const enrol = (userId: string) =>
    of.patient.api.post(`/api/v1/users/${userId}/factors?activate=true&updatePhone=true`, {
      factorType: 'sms',
      provider: 'OKTA',
      profile: { phoneNumber: '+14155550123' },
    });

  /** This machine's clock that many seconds ahead of the org's, or behind it. */
  const clockOff = (seconds: number, says: RegExp): Row => ({
    id: 'clock',
    what: `a clock that is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`,
    damage: async () => {
      of.patient.demo.sandbox.setClockOffset(-seconds * 1000);
      return async () => of.patient.demo.sandbox.setClockOffset(0);
    },
    says,
    remedy: /network time/,
  });

  const env = (name: string) => of.patient.demo.environment[name]!;
  const web = () => `/api/v1/apps/${env('OKTA_CLIENT_ID')}`;
  const tv = () => `/api/v1/apps/${env('OKTA_TV_CLIENT_ID')}`;
  const server = () => `/api/v1/authorizationServers/${env('OKTA_ISSUER').split('/').at(-1)!}`;
  const named = (items: Fields[], name: string) => items.find((item) => item.name === name)!;

  /** Replaces an object with a changed copy; returns a function that restores it. */
  async function change(path: string, by: (present: Fields) => Fields): Promise<Undo> {
    const before = (await of.patient.api.read(path))!;
    await of.patient.api.put(path, by(before));
    return () => of.patient.api.put(path, before);
  }
  const changeClient = (settings: Fields) =>
    change(web(), (app) => merge(app, { settings: { oauthClient: settings } }));
  const policyNamed = async (name: string) => {
    const policy = named(await of.patient.api.list(`${server()}/policies`), name);
    return `${server()}/policies/${policy.id as string}`;
  };
  const ruleNamed = async (policy: string, name: string) => {
    const path = await policyNamed(policy);
    return `${path}/rules/${named(await of.patient.api.list(`${path}/rules`), name).id as string}`;
  };
  const reactivate = async (path: string): Promise<Undo> => {
    await of.patient.api.post(`${path}/lifecycle/deactivate`);
    return () => of.patient.api.post(`${path}/lifecycle/activate`);
  };

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
      id: 'grant-types',
      what: 'a TV without the device grant',
      damage: () =>
        change(tv(), (present) =>
          merge(present, { settings: { oauthClient: { grant_types: ['authorization_code'] } } }),
        ),
      says: /“Okta Multidemo TV” may use authorization_code only/,
      remedy: /Grant type: select Device Authorization/,
      fixed: true,
    },
    {
      id: 'grant-types',
      what: 'a TV whose app is switched off',
      damage: () => reactivate(tv()),
      says: /“Okta Multidemo TV” is inactive/,
      remedy: /Activate/,
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
        const app = (await of.patient.api.read(web()))!;
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
      damage: () => changeClient({ post_logout_redirect_uris: [`${of.patient.demo.shop}/`] }),
      says: /is missing/,
      remedy: /Sign-out redirect URIs: add/,
      fixed: true,
    },
    {
      id: 'initiate-login',
      what: 'another initiate-login URI',
      damage: () => changeClient({ initiate_login_uri: `${of.patient.demo.shop}/elsewhere` }),
      says: /elsewhere/,
      remedy: /Initiate login URI .*\/login\/okta\/authorized/,
      fixed: true,
    },
    {
      id: 'app-attributes',
      what: 'an attribute that is gone',
      damage: async () => {
        const path = `/api/v1/meta/schemas/apps/${env('OKTA_CLIENT_ID')}/default`;
        const schema = (await of.patient.api.read(path))! as {
          definitions: { custom: { properties: Fields } };
        };
        const write = (value: Value) =>
          of.patient.api.post(path, {
            definitions: {
              custom: { id: '#custom', type: 'object', properties: { app_permissions: value } },
            },
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
        const groups = await of.patient.api.list(`${web()}/groups`);
        const admin = groups.find(({ priority }) => priority === 1) ?? groups[0]!;
        const path = `${web()}/groups/${admin.id as string}`;
        await of.patient.api.put(path, {
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
        const grants = await of.patient.api.list(`${web()}/grants`);
        const users = grants.find(({ scopeId }) => scopeId === 'okta.users.read')!;
        await of.patient.api.delete(`${web()}/grants/${users.id as string}`);
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
        const scope = named(await of.patient.api.list(`${server()}/scopes`), 'orders:read:user');
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
        const claim = named(await of.patient.api.list(`${server()}/claims`), 'role');
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
        const id = (name: string) => of.patient.demo.environment[name]!.split('/').at(-1)!;
        const trust = `/api/v1/authorizationServers/${id('OKTA_FULFILMENT_ISSUER')}/associatedServers`;
        await of.patient.api.delete(`${trust}/${id('OKTA_ISSUER')}`);
        return () => of.patient.api.add(trust, { trusted: [id('OKTA_ISSUER')] });
      },
      says: /does not trust the shop’s/,
      remedy: /Trusted servers: add/,
      fixed: true,
    },
    {
      id: 'fulfilment',
      what: 'a client without the grant',
      damage: () =>
        change(`/api/v1/apps/${of.patient.demo.environment['OKTA_FULFILMENT_CLIENT_ID']!}`, (app) =>
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
        const server = `/api/v1/authorizationServers/${of.patient.demo.environment['OKTA_FULFILMENT_ISSUER']!.split('/').at(-1)!}`;
        const [policy] = await of.patient.api.list(`${server}/policies`);
        const rules = `${server}/policies/${policy!.id as string}/rules`;
        const [rule] = await of.patient.api.list(rules);
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
      id: 'assistant',
      what: 'an agent that is switched off',
      damage: async () => {
        const { path } = await assistantInOrg(of.patient.demo);
        await of.patient.api.post(`${path}/lifecycle/deactivate`);
        return () => of.patient.api.post(`${path}/lifecycle/activate`);
      },
      says: /Its agent is inactive/,
      remedy: /multidemo agent start/,
      fixed: true,
    },
    {
      id: 'assistant',
      what: 'another secret of the assistant',
      damage: async () => ({ env: { OKTA_ASSISTANT_CLIENT_SECRET: 'a-secret-of-another-app-0123456789' } }),
      says: /invalid_client/,
      remedy: /OKTA_ASSISTANT_CLIENT_SECRET/,
    },
    {
      id: 'assistant',
      what: 'no app of the assistant in the org',
      damage: async () => ({ env: { OKTA_ASSISTANT_CLIENT_ID: '', OKTA_ASSISTANT_CLIENT_SECRET: '' } }),
      says: /no app for the assistant/,
      remedy: /Okta for AI Agents/,
    },
    {
      id: 'assistant',
      what: 'a shop that cannot ask',
      damage: async () => ({ env: { OKTA_APPROVALS_CLIENT_SECRET: 'a-secret-of-another-app-0123456789' } }),
      says: /does not let the shop ask/,
      remedy: /OKTA_APPROVALS_CLIENT_ID/,
    },
    {
      id: 'people',
      what: 'someone who is locked out',
      damage: async () => {
        const { login } = person('premium');
        for (let attempt = 0; attempt < 10; attempt++)
          await fetch(`${of.patient.demo.org}/api/v1/authn`, {
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
        const [group] = await of.patient.api.list('/api/v1/groups?q=Premium');
        const undo = await change(`/api/v1/groups/${group!.id as string}`, () => ({
          profile: { name: 'Gold' },
        }));
        return async () => {
          // Another of that name may have been made in the meantime.
          for (const { id } of await of.patient.api.list('/api/v1/groups?q=Premium'))
            await of.patient.api.delete(`/api/v1/groups/${id as string}`);
          return undo();
        };
      },
      says: /There is no group Premium/,
      remedy: /Add group: Premium/,
      fixed: 'offered',
    },
    {
      id: 'admins',
      what: 'a group Admin that is empty',
      damage: async () => {
        const [group] = await of.patient.api.list('/api/v1/groups?q=Admin');
        const path = `/api/v1/groups/${group!.id as string}/users/${of.linusId}`;
        await of.patient.api.delete(path);
        return () => of.patient.api.put(path);
      },
      says: /The group Admin has no members/,
      remedy: /Groups > Admin > Assign people/,
    },
    {
      id: 'tokens',
      what: 'a password that someone has changed',
      damage: async () => {
        const set = (value: string) =>
          of.patient.api.post(`/api/v1/users/${person('basic').login}`, {
            credentials: { password: { value } },
          });
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
        for (const factor of await of.patient.api.list(`/api/v1/users/${of.linusId}/factors`))
          await of.patient.api.delete(`/api/v1/users/${of.linusId}/factors/${factor.id as string}`);
        return () => enrol(of.linusId);
      },
      says: /linus@example\.com: Orders cannot be approved: no second factor is enrolled/,
      remedy: /Security Methods/,
    },
    {
      id: 'sign-in-steps',
      what: 'a global session policy that lets nobody in',
      damage: async () => {
        const [policy] = await of.patient.api.list('/api/v1/policies?type=OKTA_SIGN_ON');
        const rules = `/api/v1/policies/${policy!.id as string}/rules`;
        const [rule] = await of.patient.api.list(rules);
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
        const [policy] = await of.patient.api.list('/api/v1/policies?type=MFA_ENROLL');
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
        const zone = await of.patient.api.post('/api/v1/zones', {
          type: 'IP',
          name: 'Conference',
          status: 'ACTIVE',
          usage: 'BLOCKLIST',
          gateways: [{ type: 'CIDR', value: '203.0.113.0/24' }],
        });
        const path = `/api/v1/zones/${zone.id as string}`;
        return async () => {
          await of.patient.api.post(`${path}/lifecycle/deactivate`);
          await of.patient.api.delete(path);
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
        const [hook] = await of.patient.api.list('/api/v1/inlineHooks');
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
        const [policy] = await of.patient.api.list('/api/v1/policies?type=IDP_DISCOVERY');
        const rules = await of.patient.api.list(`/api/v1/policies/${policy!.id as string}/rules`);
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
        const [app] = await of.patient.api.list('/api/v1/apps?q=Okta%20Multidemo%20Tally');
        const path = `/api/v1/apps/${app!.id as string}`;
        const day = 24 * 60 * 60 * 1000;
        const { sandbox } = of.patient.demo;
        sandbox.setClockOffset(-720 * day);
        const { kid } = await of.patient.api.post(`${path}/credentials/keys/generate?validityYears=2`);
        // An API token that nobody uses for thirty days expires.
        for (let ago = 720; ago >= 0; ago -= 24) {
          sandbox.setClockOffset(-ago * day);
          await of.patient.api.read(path);
        }
        await of.patient.api.put(path, { ...app, credentials: { signing: { kid: kid! } } });
        return () => of.patient.api.put(path, app);
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
        env: {
          APP_URL: of.patient.demo.shop.replace('localhost', '127.0.0.1'),
          OKTA_AUDIENCE: of.patient.demo.shop,
        },
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

  return { rows, enrol, env, server, reactivate, change, changeClient, policyNamed, ruleNamed, web };
}
