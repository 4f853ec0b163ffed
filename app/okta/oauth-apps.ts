import { z } from 'zod';
import type { OktaClient } from './client.ts';
import { apiUrl, json, unlessGone } from './rest.ts';

/**
 * What the org needs to know about a client.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 */
export interface NewOAuthApp {
  label: string;
  grantType: 'client_credentials' | 'authorization_code';
  redirectUris: readonly string[];
  /** Whether Okta issues only tokens to it that are bound to a key (RFC 9449). */
  isBound: boolean;
}

const app = z.looseObject({
  id: z.string(),
  credentials: z.looseObject({ oauthClient: z.looseObject({ client_id: z.string() }) }),
});

const secrets = z.array(z.looseObject({ status: z.string(), client_secret: z.string() }));

/**
 * Creates the application: a service with a secret for client credentials, a single-page app without one for
 * the authorization code with PKCE. The latter requires user consent.
 */
export async function createOAuthApp(
  client: OktaClient,
  { label, grantType, redirectUris, isBound }: NewOAuthApp,
): Promise<{ appId: string; clientId: string }> {
  const machine = grantType === 'client_credentials';
  const { id, credentials } = app.parse(
    await client.http.postJson(
      apiUrl(client, '/apps'),
      json({
        name: 'oidc_client',
        label,
        signOnMode: 'OPENID_CONNECT',
        credentials: {
          oauthClient: machine
            ? { token_endpoint_auth_method: 'client_secret_basic' }
            : { token_endpoint_auth_method: 'none', pkce_required: true },
        },
        settings: {
          oauthClient: {
            application_type: machine ? 'service' : 'browser',
            grant_types: [grantType],
            response_types: [machine ? 'token' : 'code'],
            redirect_uris: redirectUris,
            dpop_bound_access_tokens: isBound,
            consent_method: machine ? 'TRUSTED' : 'REQUIRED',
          },
        },
      }),
    ),
  );
  return { appId: id, clientId: credentials.oauthClient.client_id };
}

/** Deactivates and deletes; it is not an error if the app no longer exists. */
export async function deleteOAuthApp(client: OktaClient, appId: string): Promise<void> {
  await unlessGone(
    (async () => {
      await client.applicationApi.deactivateApplication({ appId });
      await client.applicationApi.deleteApplication({ appId });
    })(),
  );
}

/** Lets the members of a group use the application. */
export async function assignGroup(client: OktaClient, appId: string, groupId: string): Promise<void> {
  await client.http.putJson(apiUrl(client, '/apps/{}/groups/{}', appId, groupId), json({}));
}

const signOn = z.looseObject({
  _links: z.looseObject({ accessPolicy: z.looseObject({ href: z.string() }).optional() }),
});

/**
 * Gives an app the same authentication policy as another app. A new app has the org's default, which requires
 * two factors. Does nothing on the Classic engine, where apps have no such policy.
 */
export async function shareSignOnPolicy(client: OktaClient, appId: string, fromAppId: string): Promise<void> {
  await unlessGone(
    (async () => {
      const from = await client.http.getJson(apiUrl(client, '/apps/{}', fromAppId));
      const policyId = signOn.parse(from)._links.accessPolicy?.href.split('/').at(-1);
      if (policyId !== undefined) await client.applicationApi.assignApplicationPolicy({ appId, policyId });
    })(),
  );
}

/** The client's current secret; undefined if it has none. */
export async function currentSecret(client: OktaClient, appId: string): Promise<string | undefined> {
  const found = secrets.parse(
    await client.http.getJson(apiUrl(client, '/apps/{}/credentials/secrets', appId)),
  );
  return found.find(({ status }) => status === 'ACTIVE')?.client_secret;
}

const apps = z.array(
  z.looseObject({
    label: z.string(),
    credentials: z
      .looseObject({ oauthClient: z.looseObject({ client_id: z.string() }).optional() })
      .optional(),
  }),
);

/** Labels of the OpenID Connect apps among the first 200, by client id. */
export async function listAppNames(client: OktaClient): Promise<ReadonlyMap<string, string>> {
  const found = apps.parse(await client.http.getJson(apiUrl(client, '/apps?limit=200')));
  return new Map(
    found.flatMap(({ label, credentials }) =>
      credentials?.oauthClient ? [[credentials.oauthClient.client_id, label] as const] : [],
    ),
  );
}
