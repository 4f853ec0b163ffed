import type { ManagementApi } from '../provision/management-api.ts';
import { letIn, shutOut } from './access-policy.ts';
import { type AgentApp, ensureApp, removeApp, signInLike } from './apps.ts';

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
 * Creates the app that MCP clients sign their users in with. Okta does not allow clients to register themselves, so it is created
 * in advance: a public client with PKCE that requires the users' consent.
 * @returns its client ID
 */
export async function ensureMcpClient(
  api: ManagementApi,
  plan: McpClientPlan,
  known: string | undefined,
): Promise<string> {
  const { id, isNew } = await ensureApp(api, appOf(plan), known);
  if (isNew) await signInLike(api, plan.webApp, id);
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

const appOf = (plan: McpClientPlan): AgentApp => ({
  label: labelOf(plan),
  authentication: { token_endpoint_auth_method: 'none', pkce_required: true },
  client: {
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: redirectUris,
    consent_method: 'REQUIRED',
  },
});

/** Undoes `ensureMcpClient`. */
export async function removeMcpClient(
  api: ManagementApi,
  { name, issuer }: Pick<McpClientPlan, 'name' | 'issuer'>,
  known: string | undefined,
): Promise<void> {
  if (known === undefined || !(await api.read(`/api/v1/apps/${known}`))) return;
  await shutOut(api, { issuer, name: labelOf({ name }), clients: [known] });
  await removeApp(api, known);
}
