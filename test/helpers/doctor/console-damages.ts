import { merge } from '../../../cli/provision/value.ts';
import { person } from '../demo.ts';
import { people } from './damages/tools.ts';
import type { Row, Sick, Tools } from './damages/tools.ts';

type Break = Omit<Row, 'says' | 'remedy'>;

/** What else can be broken that the console repairs: with the rows of `damages`, every remedy that names a screen. */
export function consoleDamages(of: Sick, tools: Tools): Break[] {
  const { env, web, server, change, changeClient, policyNamed, ruleNamed, reactivate } = tools;
  const api = () => of.patient.api;
  const fulfilment = () =>
    `/api/v1/authorizationServers/${env('OKTA_FULFILMENT_ISSUER').split('/').at(-1) ?? ''}`;
  const named = async (path: string, name: string) =>
    (await api().list(path)).find((item) => item.name === name)!;
  const nothing = async () => undefined;
  const eventHook = () => `/api/v1/eventHooks/${env('FF_EVENTS_HOOK_ID')}`;
  const inlineHook = async () => {
    const [hook] = await api().list('/api/v1/inlineHooks');
    return `/api/v1/inlineHooks/${hook!.id as string}`;
  };
  const ada = () => `/api/v1/users/${person('basic').login}`;
  const idp = async () => {
    const [found] = await api().list('/api/v1/idps?type=SAML2');
    return `/api/v1/idps/${found!.id as string}`;
  };
  return [
    {
      id: 'trusted-origin',
      what: 'an origin that is switched off',
      damage: async () => {
        const [origin] = await api().list('/api/v1/trustedOrigins');
        return reactivate(`/api/v1/trustedOrigins/${origin!.id as string}`);
      },
    },
    {
      id: 'initiate-login',
      what: 'a tile that sends an ID token',
      damage: () => changeClient({ idp_initiated_login: { mode: 'DISABLED', default_scope: [] } }),
    },
    {
      id: 'grant-types',
      what: 'no token from the authorization endpoint',
      damage: () => changeClient({ response_types: ['code'] }),
    },
    {
      id: 'assignments',
      what: 'a group that is not assigned',
      damage: async () => {
        const [premium] = await api().list('/api/v1/groups?q=Premium');
        await api().delete(`${web()}/groups/${premium!.id as string}`);
        return nothing;
      },
    },
    {
      id: 'assignments',
      what: 'groups in another order',
      damage: async () => {
        const held = await api().list(`${web()}/groups`);
        const last = held.toSorted((one, other) => Number(other.priority) - Number(one.priority))[0]!;
        const first = Math.min(...held.map(({ priority }) => Number(priority)));
        await api().put(`${web()}/groups/${last.id as string}`, {
          ...{ priority: first, profile: last.profile! },
        });
        return nothing;
      },
    },
    { id: 'auth-server', what: 'a server that is switched off', damage: () => reactivate(server()) },
    {
      id: 'scopes',
      what: 'a scope that is missing',
      damage: async () => {
        const { id } = await named(`${server()}/scopes`, 'orders:read:user');
        await api().delete(`${server()}/scopes/${id as string}`);
        return nothing;
      },
    },
    {
      id: 'claims',
      what: 'a claim that is missing',
      damage: async () => {
        const { id } = await named(`${server()}/claims`, 'role');
        await api().delete(`${server()}/claims/${id as string}`);
        return nothing;
      },
    },
    {
      id: 'policies',
      what: 'a policy that is not for the web app',
      damage: async () =>
        change(await policyNamed(people), (policy) => ({
          ...policy,
          conditions: { clients: { include: [] } },
        })),
    },
    {
      id: 'policies',
      what: 'policies in another order',
      damage: async () =>
        change(await policyNamed('Client credentials'), (policy) => ({ ...policy, priority: 1 })),
    },
    {
      id: 'rules',
      what: 'a rule that is switched off',
      damage: async () => reactivate(await ruleNamed(people, 'Admin')),
    },
    {
      id: 'rules',
      what: 'a rule without a scope',
      damage: async () =>
        change(await ruleNamed(people, 'Admin'), (rule) =>
          merge(rule, { conditions: { scopes: { include: ['openid', 'profile', 'email'] } } }),
        ),
    },
    {
      id: 'policies',
      what: 'policies of other names, without a scope',
      damage: async () => {
        const path = await policyNamed(people);
        const undo = await change(path, (policy) => ({ ...policy, name: 'By hand' }));
        const rules = await api().list(`${path}/rules`);
        const wide = rules.find(({ name }) => name === 'Default')!;
        await change(`${path}/rules/${wide.id as string}`, (rule) =>
          merge(rule, { conditions: { scopes: { include: ['openid', 'profile', 'email'] } } }),
        );
        return undo;
      },
    },
    {
      id: 'lifetimes',
      what: 'refresh tokens for five minutes',
      damage: async () =>
        change(await ruleNamed(people, 'Default'), (rule) =>
          merge(rule, {
            actions: {
              token: {
                accessTokenLifetimeMinutes: 5,
                refreshTokenLifetimeMinutes: 10,
                refreshTokenWindowMinutes: 10,
              },
            },
          }),
        ),
    },
    {
      id: 'fulfilment',
      what: 'a server that is switched off',
      damage: () => reactivate(fulfilment()),
    },
    {
      id: 'fulfilment',
      what: 'another audience',
      damage: () => change(fulfilment(), (one) => ({ ...one, audiences: ['api://other'] })),
    },
    {
      id: 'fulfilment',
      what: 'an app that is switched off',
      damage: () => reactivate(`/api/v1/apps/${env('OKTA_FULFILMENT_CLIENT_ID')}`),
    },
    {
      id: 'people',
      what: 'someone who is suspended',
      damage: async () => {
        await api().post(`${ada()}/lifecycle/suspend`);
        return nothing;
      },
    },
    {
      id: 'sign-in-steps',
      what: 'an authentication policy that lets nobody in',
      damage: async () => {
        const app = (await api().read(web()))! as { _links: { accessPolicy: { href: string } } };
        const rules = `/api/v1/policies/${app._links.accessPolicy.href.split('/').at(-1)!}/rules`;
        const [rule] = await api().list(rules);
        return change(`${rules}/${rule!.id as string}`, (one) =>
          merge(one, { actions: { appSignOn: { access: 'DENY' } } }),
        );
      },
    },
    {
      id: 'event-hook',
      what: 'a hook for another address',
      damage: () =>
        change(eventHook(), (hook) =>
          merge(hook, { channel: { config: { uri: 'https://example.com/elsewhere' } } }),
        ),
    },
    {
      id: 'event-hook',
      what: 'a hook without an event',
      damage: () => change(eventHook(), (hook) => merge(hook, { events: { items: ['user.session.start'] } })),
    },
    {
      id: 'token-hook',
      what: 'a hook for another address',
      damage: async () =>
        change(await inlineHook(), (hook) =>
          merge(hook, { channel: { config: { uri: 'https://example.com/elsewhere' } } }),
        ),
    },
    {
      id: 'idps',
      what: 'an identity provider that is switched off',
      damage: async () => reactivate(await idp()),
    },
    {
      id: 'credential',
      what: 'no credential',
      damage: async () => ({ env: { OKTA_API_KEY: undefined } }),
    },
  ];
}
