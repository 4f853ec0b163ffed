import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyDirect, destroyDirect } from '../../cli/provision/direct.ts';
import type { Change } from '../../cli/provision/direct.ts';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import { parseStack } from '../../cli/provision/stack.ts';
import { StateFile } from '../../cli/provision/state-file.ts';
import { createSandbox } from '../../sandbox/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { stackSize } from '../helpers/init.ts';

let folder: string;
let sandbox: Sandbox;
let api: ManagementApi;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'direct-'));
  sandbox = await createSandbox();
  api = new ManagementApi(sandbox.url, sandbox.apiToken);
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const stack = async () => parseStack(await readFile('dist/stacks/demo-org.tf.json', 'utf8'));
const openState = () => StateFile.open(join(folder, 'state.json'), 'sandbox');

/** Applies from the state on disk and returns what it changed. */
async function apply(variables: Record<string, string | boolean> = {}): Promise<Change[]> {
  const changes: Change[] = [];
  const given = { org_url: sandbox.url, event_hook_secret: 'hush', ...variables };
  const onChange = (change: Change) => changes.push(change);
  await applyDirect(await stack(), given, { api, state: await openState(), onChange });
  return changes.filter(({ action }) => action !== 'unchanged');
}
const idOf = async (address: string) => (await openState()).state.resources[address]?.id ?? '';

/** Names of what is in the org, by collection. */
async function inventory() {
  const collections = ['groups', 'apps', 'authorizationServers', 'trustedOrigins', 'eventHooks'];
  const lists = await Promise.all(collections.map((name) => api.list(`/api/v1/${name}`)));
  return lists.map((items) => items.map(({ id }) => id).sort());
}

describe('the direct engine', () => {
  it('creates everything once, and then changes nothing', async () => {
    const first = await apply();
    expect(first).toHaveLength(stackSize);
    expect(first.every(({ action }) => action === 'created')).toBe(true);
    const before = api.calls;
    expect(await apply()).toEqual([]);
    expect(api.calls - before).toBeLessThan(60);
  });

  it('puts the Admin rule first, and the policies in their order', async () => {
    await apply();
    const policies = `/api/v1/authorizationServers/${await idOf('okta_auth_server.shop')}/policies`;
    expect((await api.list(policies)).map(({ name }) => name)).toEqual([
      'Okta Multidemo people',
      'Client credentials',
      'Developer client credentials',
      'Developer PKCE',
      'TV',
    ]);
    const people = await idOf('okta_auth_server_policy.people_policy');
    expect((await api.list(`${policies}/${people}/rules`)).map(({ name }) => name)).toEqual([
      'Admin',
      'Default',
    ]);
  });

  it('adds the token hook to the rules that ask it, and takes it away', async () => {
    await apply();
    const on = { token_hook: true, token_hook_secret: 'hush' };
    const rules = [
      'okta_auth_server_policy_rule.people_admin',
      'okta_auth_server_policy_rule.people_default',
    ];
    const updated = rules.map((address) => ({ address, action: 'updated' }));
    const hook = 'okta_inline_hook.loyalty[0]';
    expect(await apply(on)).toEqual(
      expect.arrayContaining([{ address: hook, action: 'created' }, ...updated]),
    );
    expect(await apply(on)).toEqual([]);
    expect(await apply()).toEqual(expect.arrayContaining([...updated, { address: hook, action: 'deleted' }]));
    expect(await api.list('/api/v1/inlineHooks')).toEqual([]);
    expect(await apply()).toEqual([]);
  });

  it('changes only what a variable changes', async () => {
    await apply();
    expect(
      (await apply({ app_url: 'http://localhost:6000' })).map(({ address, action }) => [address, action]),
    ).toEqual(
      expect.arrayContaining([
        ['okta_app_oauth.web', 'updated'],
        ['okta_trusted_origin.app', 'updated'],
        ['okta_event_hook.events[0]', 'updated'],
      ]),
    );
    expect(await apply({ app_url: 'http://localhost:6000', event_hook: false })).toEqual([
      { address: 'okta_event_hook.events[0]', action: 'deleted' },
    ]);
  });

  it('changes a secret that the org never tells', async () => {
    await apply();
    expect(await apply({ event_hook_secret: 'another' })).toEqual([
      { address: 'okta_event_hook.events[0]', action: 'updated' },
    ]);
  });

  it('reverts what someone changed in the org', async () => {
    await apply();
    const scope = `/api/v1/authorizationServers/${await idOf('okta_auth_server.shop')}/scopes/${await idOf('okta_auth_server_scope.orders_read_user')}`;
    await api.put(scope, { name: 'orders:read:user', consent: 'IMPLICIT' });
    expect(await apply()).toEqual([
      { address: 'okta_auth_server_scope.orders_read_user', action: 'updated' },
    ]);
    expect(await api.read(scope)).toMatchObject({ consent: 'REQUIRED' });
  });

  it('leaves the clients alone that the developer portal added', async () => {
    await apply();
    const policy = `/api/v1/authorizationServers/${await idOf('okta_auth_server.shop')}/policies/${await idOf('okta_auth_server_policy.developer_pkce_policy')}`;
    const present = (await api.read(policy)) ?? {};
    const clients = { clients: { include: [await idOf('okta_app_oauth.web')] } };
    await api.put(policy, { ...present, conditions: clients });
    expect(await apply()).toEqual([]);
    expect(await api.read(policy)).toMatchObject({ conditions: clients });
  });

  it('finds by name what is there, and does not remove it when it goes', async () => {
    const made = await api.post('/api/v1/groups', { profile: { name: 'Premium', description: 'ours' } });
    const id = made.id as string;
    const changes = await apply();
    expect(changes).toContainEqual({ address: 'okta_group.premium', action: 'adopted' });
    expect(await idOf('okta_group.premium')).toBe(id);
    await destroyDirect({ api, state: await openState() });
    expect(await api.read(`/api/v1/groups/${id}`)).toMatchObject({
      profile: { name: 'Premium', description: 'ours' },
    });
  });

  it('finds everything again without its state, the secrets of apps included', async () => {
    await apply();
    const { outputs } = (await openState()).state;
    await rm(join(folder, 'state.json'));
    const changes = await apply();
    expect(changes.some(({ action }) => action === 'created')).toBe(false);
    expect((await openState()).state.outputs).toEqual(outputs);
  });

  it('removes exactly what it made', async () => {
    const before = await inventory();
    await apply();
    expect(await inventory()).not.toEqual(before);
    await destroyDirect({ api, state: await openState() });
    expect(await inventory()).toEqual(before);
    expect((await openState()).state.resources).toEqual({});
  });

  it('goes on from where a failure stopped it', async () => {
    const list = api.list.bind(api);
    api.list = async (path) => {
      if (path.includes('/scopes')) throw new Error('The network is gone.');
      return list(path);
    };
    await expect(apply()).rejects.toThrow('The network is gone.');
    api.list = list;
    const changes = await apply();
    expect(changes.every(({ action }) => action === 'created')).toBe(true);
    expect(changes.length).toBeLessThan(29);
    expect(await apply()).toEqual([]);
  });

  it('refuses a type, an attribute and a token that it does not know', async () => {
    const only = (type: string, attributes: object) =>
      parseStack(JSON.stringify({ terraform: {}, provider: {}, resource: { [type]: { a: attributes } } }));
    const state = await openState();
    await expect(applyDirect(only('okta_zone', {}), {}, { api, state })).rejects.toThrow(
      "resource type 'okta_zone'",
    );
    await expect(
      applyDirect(only('okta_group', { name: 'A', colour: 'red' }), {}, { api, state }),
    ).rejects.toThrow('colour');
    const stranger = new ManagementApi(sandbox.url, 'wrong');
    await expect(
      applyDirect(only('okta_group', { name: 'A' }), {}, { api: stranger, state }),
    ).rejects.toThrow('401 Invalid token provided');
  });
});
