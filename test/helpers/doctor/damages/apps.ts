import { vi } from 'vitest';
import { merge } from '../../../../cli/provision/value.ts';
import type { Fields, Value } from '../../../../cli/provision/value.ts';
import type { Row, Sick, Tools } from './tools.ts';

/** What can be broken about the apps that people sign in to, and their requests. */
export const appsDamages = (of: Sick, { env, web, tv, change, changeClient, reactivate }: Tools): Row[] => [
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
    id: 'state',
    what: 'a scope that the org does not know',
    damage: async () => ({
      env: { OKTA_SCOPES: 'openid,profile,email,offline_access,products:read,coupons:read' },
    }),
    says: /invalid_scope/,
    remedy: /OKTA_SCOPES in \.env/,
  },
];
