import { merge } from '../../../../cli/provision/value.ts';
import { assistantInOrg } from '../../cross-app/assistant.ts';
import type { Row, Sick, Tools } from './tools.ts';

/** What can be broken about the programs beside the shop: batch job, fulfilment service, assistant. */
export const servicesDamages = (of: Sick, { change }: Tools): Row[] => [
  {
    id: 'batch-client',
    what: 'a wrong secret of the batch app',
    damage: async () => ({
      env: { OKTA_SERVICE_CLIENT_SECRET: 'a-secret-of-another-app-entirely-987654321' },
    }),
    says: /invalid_client/,
    remedy: /OKTA_SERVICE_CLIENT_SECRET/,
  },
  {
    id: 'fulfilment',
    what: 'a server that does not trust the shop’s',
    damage: async () => {
      const id = (name: string) => of.patient.demo.environment[name]!.split('/').at(-1)!;
      const trust = `/api/v1/authorizationServers/${id('OKTA_FULFILMENT_ISSUER')}/associatedServers`;
      await of.patient.api.delete(`${trust}/${id('OKTA_ISSUER')}`);
      return () => of.patient.api.add(trust, { trusted: [id('OKTA_ISSUER')] });
    },
    says: /does not trust the shop’s/,
    remedy: /Trusted servers: add/,
    fixed: true,
  },
  {
    id: 'fulfilment',
    what: 'a client without the grant',
    damage: () =>
      change(`/api/v1/apps/${of.patient.demo.environment['OKTA_FULFILMENT_CLIENT_ID']!}`, (app) =>
        merge(app, { settings: { oauthClient: { grant_types: ['client_credentials'] } } }),
      ),
    says: /may use client_credentials only/,
    remedy: /Grant type: select Token Exchange/,
    fixed: true,
  },
  {
    id: 'fulfilment',
    what: 'a rule without the grant',
    damage: async () => {
      const server = `/api/v1/authorizationServers/${of.patient.demo.environment['OKTA_FULFILMENT_ISSUER']!.split('/').at(-1)!}`;
      const [policy] = await of.patient.api.list(`${server}/policies`);
      const rules = `${server}/policies/${policy!.id as string}/rules`;
      const [rule] = await of.patient.api.list(rules);
      return change(`${rules}/${rule!.id as string}`, (present) =>
        merge(present, { conditions: { grantTypes: { include: ['client_credentials'] } } }),
      );
    },
    says: /No rule of the fulfilment server allows token exchange/,
    remedy: /add a rule with the grant Token Exchange/,
  },
  {
    id: 'fulfilment',
    what: 'another secret',
    damage: async () => ({ env: { OKTA_FULFILMENT_CLIENT_SECRET: 'a-secret-of-another-app-0123456789' } }),
    says: /invalid_client/,
    remedy: /OKTA_FULFILMENT_CLIENT_SECRET/,
  },
  {
    id: 'fulfilment',
    what: 'a service that does not run',
    damage: async () => ({ env: { FULFILMENT_URL: 'http://127.0.0.1:1' } }),
    says: /does not respond/,
    remedy: /FULFILMENT_URL/,
  },
  {
    id: 'assistant',
    what: 'an agent that is switched off',
    damage: async () => {
      const { path } = await assistantInOrg(of.patient.demo);
      await of.patient.api.post(`${path}/lifecycle/deactivate`);
      return () => of.patient.api.post(`${path}/lifecycle/activate`);
    },
    says: /Its agent is inactive/,
    remedy: /multidemo agent start/,
    fixed: true,
  },
  {
    id: 'assistant',
    what: 'another secret of the assistant',
    damage: async () => ({ env: { OKTA_ASSISTANT_CLIENT_SECRET: 'a-secret-of-another-app-0123456789' } }),
    says: /invalid_client/,
    remedy: /OKTA_ASSISTANT_CLIENT_SECRET/,
  },
  {
    id: 'assistant',
    what: 'a key that the agent no longer has',
    damage: async () => {
      const { path } = await assistantInOrg(of.patient.demo);
      const { data } = (await of.patient.api.read(`${path}/credentials/jwks`)) as unknown as {
        readonly data: readonly { readonly id: string }[];
      };
      const key = `${path}/credentials/jwks/${data[0]?.id ?? ''}/lifecycle`;
      await of.patient.api.post(`${key}/deactivate`);
      return () => of.patient.api.post(`${key}/activate`);
    },
    says: /public half of the agent’s key/,
    remedy: /OKTA_ASSISTANT_PRIVATE_KEY/,
  },
  {
    id: 'assistant',
    what: 'no app for MCP clients',
    damage: async () => ({ env: { OKTA_MCP_CLIENT_ID: '0oagone' } }),
    says: /no active app 0oagone/,
    remedy: /multidemo init/,
  },
  {
    id: 'assistant',
    what: 'no app of the assistant in the org',
    damage: async () => ({ env: { OKTA_ASSISTANT_CLIENT_ID: '', OKTA_ASSISTANT_CLIENT_SECRET: '' } }),
    says: /no app for the assistant/,
    remedy: /Okta for AI Agents/,
  },
  {
    id: 'assistant',
    what: 'a shop that cannot ask',
    damage: async () => ({ env: { OKTA_APPROVALS_CLIENT_SECRET: 'a-secret-of-another-app-0123456789' } }),
    says: /does not let the shop ask/,
    remedy: /OKTA_APPROVALS_CLIENT_ID/,
  },
];
