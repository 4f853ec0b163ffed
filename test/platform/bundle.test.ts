import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type { createSandbox } from '../../sandbox/index.ts';
import { packageRoot } from '../../shared/package-root.ts';

test('tokens of the built sandbox expire: the library finds their lifetimes by the names of its classes', async () => {
  const built = pathToFileURL(join(packageRoot(), 'dist/sandbox/index.js')).href;
  const library = (await import(built)) as { createSandbox: typeof createSandbox };
  const sandbox = await library.createSandbox();
  const call = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${sandbox.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `SSWS ${sandbox.apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  try {
    const app = (await call('/apps', {
      name: 'oidc_client',
      label: 'Service',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
      settings: {
        oauthClient: {
          application_type: 'service',
          grant_types: ['client_credentials'],
          response_types: ['token'],
        },
      },
    })) as { credentials: { oauthClient: { client_id: string; client_secret: string } } };
    await call('/authorizationServers/default/scopes', { name: 'things:read' });
    const { client_id: id, client_secret: secret } = app.credentials.oauthClient;
    const answer = await fetch(`${sandbox.url}/oauth2/default/v1/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'things:read' }),
    });
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  } finally {
    await sandbox.close();
  }
});
