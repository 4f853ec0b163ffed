import type { Sandbox } from 'okta-multidemo/sandbox';

async function post(org: Sandbox, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(org.url + path, {
    method: path.includes('/groups/') ? 'PUT' : 'POST',
    headers: { authorization: `SSWS ${org.apiToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Record<string, unknown>;
}

export const addAda = (org: Sandbox) =>
  post(org, '/api/v1/users?activate=true', {
    profile: { login: 'ada@example.com', email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' },
    credentials: { password: { value: 'Long-Enough-1' } },
  });

/** @returns the client ID of an app that everyone may use */
export async function addApp(org: Sandbox, redirectUri: string): Promise<string> {
  const { id, credentials } = await post(org, '/api/v1/apps', {
    name: 'oidc_client',
    label: 'My app',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true } },
    settings: {
      oauthClient: {
        application_type: 'browser',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [redirectUri],
      },
    },
  });
  const groups = await fetch(`${org.url}/api/v1/groups?q=Everyone`, {
    headers: { authorization: `SSWS ${org.apiToken}` },
  });
  const [everyone] = (await groups.json()) as [{ id: string }];
  await post(org, `/api/v1/apps/${String(id)}/groups/${everyone.id}`, {});
  return (credentials as { oauthClient: { client_id: string } }).oauthClient.client_id;
}
