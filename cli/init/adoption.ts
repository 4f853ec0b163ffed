import { UserError } from '../errors.ts';
import { presentInOrg } from '../provision/direct-plan.ts';
import type { Present } from '../provision/direct-plan.ts';
import { inner } from '../provision/kinds/kind.ts';
import { kindTitle } from '../provision/plan.ts';
import type { Engine, Plan, PlannedChange } from '../provision/plan.ts';
import { TerraformEngine } from '../provision/terraform/engine.ts';
import type { Fields, Value } from '../provision/value.ts';
import type { Environment } from '../run/environment.ts';
import type { Named, OpenEngine, Work } from './engine.ts';

/** Attributes that precede the id, separated by a slash, in the provider's `import` id. */
const parents: Record<string, string[]> = {
  okta_auth_server_scope: ['auth_server_id'],
  okta_auth_server_claim: ['auth_server_id'],
  okta_auth_server_policy: ['auth_server_id'],
  okta_auth_server_policy_rule: ['auth_server_id', 'policy_id'],
  okta_app_user_schema_property: ['app_id'],
  okta_app_signon_policy_rule: ['policy_id'],
  okta_policy_rule_idp_discovery: ['policy_id'],
};

/**
 * The resources of a plan that already exist in the org but were not created by us. The engine `direct` finds
 * them by name anyway; for Terraform, which only knows its state, the same lookup shows what it would create a
 * second time.
 */
export async function findPresent(
  { engine, stack }: OpenEngine,
  { changes }: Plan,
  { api, variables, named, io }: Pick<Work, 'api' | 'variables' | 'named' | 'io'>,
): Promise<ReadonlyMap<string, Present>> {
  const creates = changes.filter(({ action }) => action === 'create');
  if (engine.name === 'terraform' && creates.length === 0) return new Map();
  const wanted = changes.filter(({ action }) => action === (engine.name === 'direct' ? 'import' : 'create'));
  if (wanted.length === 0) return new Map();
  const present = await presentInOrg(stack, variables, { api, named, signal: io.signal });
  return new Map([...present].filter(([at]) => wanted.some(({ address }) => address === at)));
}

/**
 * The authorization server and the app that `.env` names, if they exist in this org and init did not create them: in an org that
 * was configured by hand, they may have any name.
 */
export async function namedInEnv(
  { OKTA_ISSUER: issuer, OKTA_BASE_URL: base, OKTA_CLIENT_ID: clientId }: Environment,
  { api, orgUrl }: Pick<Work, 'api' | 'orgUrl'>,
): Promise<{ named: Readonly<Record<string, Named>>; audience?: Value }> {
  if (base?.replace(/\/+$/, '') !== orgUrl) return { named: {} };
  const serverId = /\/oauth2\/([^/]+)\/?$/.exec(issuer ?? '')?.[1];
  const [server, app] = await Promise.all([
    serverId === undefined ? undefined : api.read(`/api/v1/authorizationServers/${serverId}`),
    // Okta uses an app's id as its client id.
    clientId === undefined ? undefined : api.read(`/api/v1/apps/${encodeURIComponent(clientId)}`),
  ]);
  const [audience] = Array.isArray(server?.audiences) ? server.audiences : [];
  return {
    named: {
      ...(server && {
        'okta_auth_server.shop': {
          id: text(server.id),
          exports: { issuer: text(server.issuer) },
          name: text(server.name),
        },
      }),
      ...(app &&
        clientId !== undefined &&
        isWebApp(app) && {
          'okta_app_oauth.web': {
            id: text(app.id),
            exports: { client_id: clientId },
            name: text(app.label),
          },
        }),
    },
    ...(audience !== undefined && { audience }),
  };
}

const isWebApp = (app: Fields): boolean =>
  inner(app, 'settings', 'oauthClient').application_type === 'web' && app.status === 'ACTIVE';

/** The name that a resource has in the org, or will have. */
export const nameInOrg =
  (named: Readonly<Record<string, Named>>, nameOf: (address: string) => string) =>
  (address: string): string =>
    named[address]?.name ?? nameOf(address);

/** Adopts existing resources. @returns the updated plan */
export async function adopt(
  engine: Engine,
  plan: Plan,
  present: ReadonlyMap<string, Present>,
): Promise<Plan> {
  if (!(engine instanceof TerraformEngine)) return plan; // it finds existing resources by name
  await engine.adopt(
    Object.fromEntries([...present].map(([address, found]) => [address, importId(address, found)])),
  );
  const next = await engine.plan();
  const changes = next.changes.map((change): PlannedChange => {
    const fields = change.action === 'import' ? present.get(change.address)?.missing : undefined;
    return fields && fields.length > 0 ? { ...change, fields } : change;
  });
  return { ...next, changes };
}

/** https://registry.terraform.io/providers/okta/okta/latest/docs, the section Import of each resource. */
function importId(address: string, { id, attributes }: Present): string {
  const before = parents[address.split('.')[0] ?? ''] ?? [];
  return [...before.map((name) => text(attributes[name])), id].join('/');
}

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

/** The error if there is no terminal to ask whether existing resources should be adopted. */
export const refuseToAdopt = (found: readonly string[], nameOf: (address: string) => string): UserError =>
  new UserError(
    `${found.length} of the demo’s resources already ${found.length === 1 ? 'exists' : 'exist'} in the org, and ${found.length === 1 ? 'was' : 'were'} not created by init in this folder:`,
    [
      `${found.slice(0, 4).map(nameOf).join(', ')}${found.length > 4 ? `, and ${found.length - 4} more` : ''}.`,
      'Adopt the existing ones with --adopt, or use another name with --name.',
    ],
  );

/** `Okta Multidemo: redirect URI https://other.example/callback`, one line per resource that others use. */
export const usesOf = (
  used: ReadonlyMap<string, readonly string[]>,
  nameOf: (address: string) => string,
): string[] =>
  [...used].map(([address, reasons]) => `${kindTitle(address)}, ${nameOf(address)}: ${reasons.join('; ')}`);

/** The error if a demo that has a name already cannot get another one, because others use its resources. */
export const refuseShared = (uses: readonly string[], canAdopt: boolean): UserError =>
  new UserError('Others in this org use resources with the demo’s names:', [
    ...uses.slice(0, 4),
    canAdopt
      ? 'Use another name with --name, or adopt them with --adopt all: init then only adds what is missing.'
      : 'Use another name with --name: a server for another API cannot be adopted.',
  ]);
