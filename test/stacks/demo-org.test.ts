import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
type Block = Record<string, unknown>;
interface Stack {
  resource: Record<string, Record<string, Block>>;
  variable: Record<string, Block>;
  output: Record<string, Block>;
}

let folder: string;
let stack: Stack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stacks-'));
  await run(process.execPath, ['dist/stacks/main.js', join(folder, 'stack.json')]);
  stack = await readStack(join(folder, 'stack.json'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Leaves cdktf's own notes out: they carry its version, and Terraform skips them. */
async function readStack(file: string): Promise<Stack> {
  const leaveOut = (key: string, value: unknown) => (key === '//' ? undefined : value);
  return JSON.parse(await readFile(file, 'utf8'), leaveOut) as Stack;
}
const resource = (type: string, name: string): Block => stack.resource[type]![name]!;
/** What of this type belongs to the shop's authorization server. */
const ofShop = (type: string): [string, Block][] =>
  Object.entries(stack.resource[type]!).filter(
    ([, one]) => one.auth_server_id === '${okta_auth_server.shop.id}',
  );
const dependsOn = (type: string, name: string) => resource(type, name).depends_on;

describe('the demo org', () => {
  it('is what it was', async () => {
    await expect(`${JSON.stringify(stack, null, 2)}\n`).toMatchFileSnapshot('__snapshots__/demo-org.json');
  });

  it('creates the six scopes one after another and asks consent for orders:read:user alone', () => {
    const scopes = ofShop('okta_auth_server_scope');
    expect(scopes.map(([, scope]) => [scope.name, scope.consent])).toEqual([
      ['products:read', 'IMPLICIT'],
      ['products:update', 'IMPLICIT'],
      ['orders:create', 'IMPLICIT'],
      ['orders:read', 'IMPLICIT'],
      ['orders:update', 'IMPLICIT'],
      ['orders:read:user', 'REQUIRED'],
    ]);
    const before = scopes.slice(0, -1).map(([id]) => [`okta_auth_server_scope.${id}`]);
    expect(scopes.map(([, scope]) => scope.depends_on)).toEqual([undefined, ...before]);
  });

  it('puts the Admin rule before the Default rule, and creates policies in the order of their priority', () => {
    expect(resource('okta_auth_server_policy_rule', 'people_admin')).toMatchObject({
      priority: 1,
      group_whitelist: ['${okta_group.admin.id}'],
    });
    expect(resource('okta_auth_server_policy_rule', 'people_default')).toMatchObject({
      priority: 2,
      group_whitelist: ['EVERYONE'],
    });
    expect(dependsOn('okta_auth_server_policy_rule', 'people_default')).toContain(
      'okta_auth_server_policy_rule.people_admin',
    );
    const policies = ofShop('okta_auth_server_policy');
    expect(policies.map(([, policy]) => policy.priority)).toEqual([1, 2, 3, 4, 5]);
    const before = policies.slice(0, -1).map(([id]) => [`okta_auth_server_policy.${id}`]);
    expect(policies.map(([, policy]) => policy.depends_on)).toEqual([undefined, ...before]);
  });

  it('never gives orders:read:user to people without the consent that the developer policy asks for', () => {
    const rules = Object.entries(stack.resource.okta_auth_server_policy_rule!);
    const giving = rules.filter(([, rule]) =>
      (rule.scope_whitelist as string[]).includes('orders:read:user'),
    );
    expect(giving.map(([id]) => id)).toEqual(['developer_pkce_default']);
  });

  it('lets the portal add clients to the developer policies without Terraform taking them away', () => {
    for (const name of ['developer_machines_policy', 'developer_pkce_policy'])
      expect(resource('okta_auth_server_policy', name).lifecycle).toEqual({
        ignore_changes: ['client_whitelist'],
      });
  });

  it('writes the schema properties one after the other, and the assignments after both', () => {
    expect(dependsOn('okta_app_user_schema_property', 'app_features')).toEqual([
      'okta_app_user_schema_property.app_permissions',
    ]);
    expect(dependsOn('okta_app_group_assignments', 'entitlements')).toEqual([
      'okta_app_user_schema_property.app_features',
    ]);
  });

  it('outputs what .env needs, secrets marked as such', () => {
    const names = Object.keys(stack.output);
    expect(names).toEqual(expect.arrayContaining(['okta_issuer', 'okta_client_id', 'ff_events_hook_id']));
    const sensitive = names.filter((name) => stack.output[name]!.sensitive === true);
    expect(sensitive).toEqual([
      'okta_client_secret',
      'okta_service_client_secret',
      'okta_event_hook_secret',
      'okta_token_hook_secret',
      'okta_fulfilment_client_secret',
    ]);
    expect(stack.variable.event_hook_secret).toMatchObject({ sensitive: true });
    expect(stack.variable.event_hook_secret).not.toHaveProperty('default');
  });

  it('holds no credentials', () => {
    expect(stack).toMatchObject({ provider: { okta: [{}] } });
  });
});

describe('the command of cdktf.json', () => {
  it('writes the manifest and the stack where cdktf looks for them', async () => {
    const { app } = JSON.parse(await readFile('cdktf.json', 'utf8')) as { app: string };
    const out = join(folder, 'cdktf.out');
    await run(app, { shell: true, env: { ...process.env, CDKTF_OUTDIR: out } } as object);
    const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')) as {
      stacks: Record<string, { synthesizedStackPath: string }>;
    };
    expect(Object.keys(manifest.stacks)).toEqual(['demo-org']);
    expect(await readStack(join(out, manifest.stacks['demo-org']!.synthesizedStackPath))).toEqual(stack);
    expect(await readdir(process.cwd())).not.toContain('cdktf.out');
  });
});
