import { z } from 'zod';
import type { ManagementApi } from '../provision/management-api.ts';
import { letIn, shutOut } from './access-policy.ts';
import { assignEveryone, notOnDashboards, signInLike } from './setup.ts';

/** What the app of MCP clients is for. */
interface McpClientPlan {
  /** Of the demo. */
  readonly name: string;
  /** The shop's authorization server. */
  readonly issuer: string;
  /** The shop's web app: people sign in by its rules. */
  readonly webApp: string;
}

const labelOf = ({ name }: Pick<McpClientPlan, 'name'>): string => `${name} MCP clients`;
const withId = z.object({ id: z.string() });

/** Where well-known clients wait for the code. Okta compares the whole address, port included. */
const redirectUris = [
  // Claude Code, with --callback-port 8080
  'http://localhost:8080/callback',
  // MCP's inspector: in a browser, and with --cli
  'http://localhost:6274/oauth/callback',
  'http://127.0.0.1:6276/oauth/callback',
  // Visual Studio Code
  'http://127.0.0.1:33418',
  'https://vscode.dev/redirect',
];

/**
 * Makes the app with which MCP clients sign their users in. Okta lets no one register clients for themselves, so it is there
 * before they come: a public client with PKCE, for which people are asked for their consent.
 * @returns its client ID
 */
export async function ensureMcpClient(
  api: ManagementApi,
  plan: McpClientPlan,
  known: string | undefined,
): Promise<string> {
  const id = await makeApp(api, plan, known);
  await letIn(
    api,
    { issuer: plan.issuer, name: labelOf(plan), clients: [id] },
    {
      description: 'MCP clients that people sign in to',
      grants: ['authorization_code'],
      scopes: [...['openid', 'profile', 'email', 'offline_access'], ...shopScopes],
    },
  );
  return id;
}

/** What the tools need, without settling orders. */
const shopScopes = ['products:read', 'orders:read:user', 'orders:create'];

async function makeApp(api: ManagementApi, plan: McpClientPlan, known: string | undefined): Promise<string> {
  if (known !== undefined && (await api.read(`/api/v1/apps/${known}`))) return known;
  const label = labelOf(plan);
  const present = await api.list(`/api/v1/apps?q=${encodeURIComponent(label)}`);
  const found = present.find((app) => app.label === label);
  if (found) return withId.parse(found).id;
  const { id } = withId.parse(
    await api.post('/api/v1/apps', {
      name: 'oidc_client',
      label,
      signOnMode: 'OPENID_CONNECT',
      visibility: notOnDashboards,
      credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true } },
      settings: {
        oauthClient: {
          application_type: 'native',
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          redirect_uris: redirectUris,
          consent_method: 'REQUIRED',
        },
      },
    }),
  );
  await assignEveryone(api, id);
  await signInLike(api, plan.webApp, id);
  return id;
}

/** Undoes `ensureMcpClient`. */
export async function removeMcpClient(
  api: ManagementApi,
  { name, issuer }: Pick<McpClientPlan, 'name' | 'issuer'>,
  known: string | undefined,
): Promise<void> {
  if (known === undefined || !(await api.read(`/api/v1/apps/${known}`))) return;
  await shutOut(api, { issuer, name: labelOf({ name }), clients: [known] });
  await api.post(`/api/v1/apps/${known}/lifecycle/deactivate`);
  await api.delete(`/api/v1/apps/${known}`);
}
