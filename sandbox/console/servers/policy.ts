import type { Item } from '../kernel/api.ts';
import { statusCell } from '../kernel/cells.ts';
import { textAt, textsAt } from '../kernel/item.ts';
import { creator, editor, groupChoices, isSystem, lifecycle, mover } from '../kernel/resource.ts';
import { type Action, type Screen, type View, screen } from '../kernel/screen.ts';
import { accessPolicyKind, accessRuleKind, claimKind, policyApi, scopeKind } from './kinds.ts';
import { serverPath, serversPath } from './server.ts';

interface Loaded {
  readonly policy: Item;
  readonly rules: readonly Item[];
}

const tab = (view: View, name: string, label: string) => ({
  value: `${serverPath(view)}?tab=${name}`,
  label,
});
const policyPath = (view: View): string => `${serverPath(view)}/policies/${view.param('policyId')}`;
const api = { value: serversPath, label: 'API' };

/** The groups in the conditions of rules, except the value for everyone. */
const groupIdsOf = (rules: readonly Item[]): string[] =>
  [...new Set(rules.flatMap((rule) => textsAt(rule, 'conditions.people.groups.include')))].filter(
    (id) => id !== 'EVERYONE',
  );

function factsOf(rule: Item, groups: ReadonlyMap<string, string>): string[] {
  const names = textsAt(rule, 'conditions.people.groups.include').map((id) => groups.get(id) ?? id);
  const users = textsAt(rule, 'conditions.people.users.include').length;
  const grants = textsAt(rule, 'conditions.grantTypes.include').map((type) => type.split(':').at(-1));
  return [
    `Groups: ${names.join(', ').replace('EVERYONE', 'any user of the app') || 'none'}${users > 0 ? `, ${users} users` : ''}`,
    `Scopes: ${textsAt(rule, 'conditions.scopes.include').join(', ').replace('*', 'any')}`,
    `Grants: ${grants.join(', ')}`,
    `Access token: ${textAt(rule, 'actions.token.accessTokenLifetimeMinutes')} minutes`,
  ];
}

const actions: readonly Action<Loaded>[] = [
  {
    ...{ do: 'edit', label: 'Edit', guarded: true },
    fields: ({ policy }, view) => accessPolicyKind.fields(policy, view),
    run: async (values, { policy }, view) => {
      await view.api.put(policyApi(view), accessPolicyKind.body(values, policy, view));
      return { message: 'The policy was saved.' };
    },
  },
  ...lifecycle<Loaded>(policyApi, 'policy', ({ policy }) => policy),
  {
    ...{ do: 'delete', label: 'Delete', tone: 'danger' },
    when: ({ policy }) => !isSystem(policy),
    confirm: 'Its rules are deleted too. Clients that only this policy allows get no tokens.',
    run: async (_, { policy }, view) => {
      await view.api.delete(policyApi(view));
      return { message: `${textAt(policy, 'name')} was deleted.`, to: tab(view, 'policies', '').value };
    },
  },
  creator<Loaded>(accessRuleKind, undefined, { do: 'rule', where: 'block' }),
  mover<Loaded>(
    ({ rules }) => rules,
    (view) => `${policyApi(view)}/rules`,
    'rule',
  ),
];

const accessPolicy = screen<Loaded>({
  path: `${serversPath}/:serverId/policies/:policyId`,
  menu: serversPath,
  load: async (view) => ({
    policy: await view.api.get(policyApi(view)),
    rules: await view.api.list(`${policyApi(view)}/rules`, { limit: 200 }),
  }),
  page: async ({ policy, rules }, view) => {
    const groups = new Map(
      (await groupChoices(view, groupIdsOf(rules))).map(({ value, label }) => [value, label]),
    );
    return {
      title: textAt(policy, 'name'),
      badge: statusCell(textAt(policy, 'status')),
      lead: textAt(policy, 'description'),
      crumbs: [api, tab(view, 'policies', 'Access policies')],
      blocks: [
        {
          ...{ kind: 'order', title: 'Rules', do: 'move', actions: ['rule'] },
          lead: 'The first rule that matches the grant type, the user and every requested scope decides. Drag a rule, or move it with its arrows.',
          empty: 'This policy has no rules, so it allows nothing.',
          items: rules.map((rule) => ({
            id: textAt(rule, 'id'),
            name: textAt(rule, 'name'),
            priority: Number(rule['priority']),
            href: `${policyPath(view)}/rules/${textAt(rule, 'id')}`,
            facts: factsOf(rule, groups),
            status: textAt(rule, 'status'),
          })),
        },
      ],
    };
  },
  actions,
});

const part = (name: 'scopes' | 'claims', label: string, kind: typeof scopeKind): Screen =>
  editor({
    kind,
    path: `${serversPath}/:serverId/${name}/:id`,
    ...{ menu: serversPath, param: 'id' },
    above: (view) => [api, tab(view, name, label)],
    isFixed: isSystem,
    canDeactivate: () => false,
  });

/** What is in an authorization server: scopes, claims, access policies and their rules. */
export const serverParts: readonly Screen[] = [
  part('scopes', 'Scopes', scopeKind),
  part('claims', 'Claims', claimKind),
  accessPolicy,
  editor({
    kind: accessRuleKind,
    path: `${serversPath}/:serverId/policies/:policyId/rules/:ruleId`,
    ...{ menu: serversPath, param: 'ruleId' },
    above: (view) => [
      api,
      tab(view, 'policies', 'Access policies'),
      { value: policyPath(view), label: 'Rules' },
    ],
  }),
];
