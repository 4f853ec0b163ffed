/** init and destroy of the assistant in your own org. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { text } from '../../../cli/provision/kinds/kind.ts';
import { type InitBench, startInitBench } from '../../helpers/init.ts';

const agents = '/workload-principals/api/v1/ai-agents';
const on = { FF_ASSISTANT: 'true' };
let bench: InitBench;

beforeEach(async () => {
  bench = await startInitBench();
});
afterEach(() => bench.close());

const agentsInOrg = async () => {
  const { data } = (await bench.api.read(agents)) as unknown as {
    data: { id: string; status: string; profile: { name: string } }[];
  };
  return data.map(({ status, profile }) => `${profile.name} ${status}`);
};
const labels = async () => (await bench.api.list('/api/v1/apps')).map(({ label }) => text(label));

it('init makes agent, apps, policy and connection; again, it keeps what an administrator allowed; destroy takes all away', async () => {
  const before = await labels();
  const { status, stderr } = await bench.init([], on);
  expect(status, stderr).toBe(0);
  expect(await agentsInOrg()).toEqual(['Okta Multidemo assistant ACTIVE']);
  expect(await labels()).toEqual(
    expect.arrayContaining([
      ...['Okta Multidemo assistant', 'Okta Multidemo approvals', 'Okta Multidemo MCP clients'],
    ]),
  );
  const written = await bench.values();
  expect(written).toMatchObject({
    ...{ FF_ASSISTANT: 'true', ASSISTANT_URL: 'http://localhost:5006' },
    OKTA_ASSISTANT_CLIENT_ID: expect.stringMatching(/^0oa/) as string,
    OKTA_APPROVALS_CLIENT_SECRET: expect.any(String) as string,
    OKTA_ASSISTANT_AGENT_ID: expect.stringMatching(/^wlp/) as string,
    OKTA_ASSISTANT_PRIVATE_KEY: expect.stringContaining('BEGIN PRIVATE KEY') as string,
    OKTA_MCP_CLIENT_ID: expect.stringMatching(/^0oa/) as string,
  });
  const wider = ['agent', 'create', '--allow', 'products:read,orders:create', '--json'];
  const { agentId } = JSON.parse((await bench.run(wider)).stdout) as { agentId: string };
  expect((await bench.init()).status).toBe(0);
  expect(await bench.values()).toEqual(written);
  const connections = await bench.api.read(`${agents}/${agentId}/connections`);
  expect(connections).toMatchObject({ data: [{ scopes: ['products:read', 'orders:create'] }] });
  const keys = (await bench.api.read(`${agents}/${agentId}/credentials/jwks`)) as unknown as {
    readonly data: readonly object[];
  };
  expect(keys.data).toHaveLength(1);
  const ended = await bench.run(['destroy', '--org-url', bench.org.url, '--yes']);
  expect(ended.status, ended.stderr).toBe(0);
  expect(await agentsInOrg()).toEqual([]);
  expect(await labels()).toEqual(before);
  for (const name of ['OKTA_ASSISTANT_CLIENT_SECRET', 'OKTA_ASSISTANT_PRIVATE_KEY', 'OKTA_MCP_CLIENT_ID'])
    expect(await bench.values()).not.toHaveProperty(name);
});

it('of a demo with another name, the agent has one access policy, which goes with it', async () => {
  expect((await bench.init(['--name', 'Acme'], on)).status).toBe(0);
  const { OKTA_ISSUER: issuer } = (await bench.values()) as { OKTA_ISSUER: string };
  const path = `/api/v1/authorizationServers/${issuer.split('/').at(-1)!}/policies`;
  expect((await bench.run(['agent', 'create', '--json'])).status).toBe(0);
  const names = (await bench.api.list(path)).map(({ name }) => text(name));
  expect(names.filter((name) => name.endsWith('assistant'))).toEqual(['Acme assistant']);
  expect((await bench.run(['agent', 'remove', '--json'])).status).toBe(0);
  expect((await bench.api.list(path)).map(({ name }) => text(name))).not.toContain('Acme assistant');
});

it('without the part, it is taken away again', async () => {
  await bench.init([], on);
  expect((await bench.init(['--without', 'assistant'])).status).toBe(0);
  expect(await agentsInOrg()).toEqual([]);
  expect(await bench.values()).toMatchObject({ FF_ASSISTANT: 'false' });
});
