import { appPath } from '../apps/apps.ts';
import type { Item } from '../kernel/api.ts';
import { statusCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { type Kind, creator, editor, isSystem, lifecycle, mover } from '../kernel/resource.ts';
import { type Action, type Block, type Screen, type Tab, type View, screen } from '../kernel/screen.ts';

const api = '/api/v1/policies';
const policyApi = ({ param }: View): string => `${api}/${param('policyId')}`;
export const rulesApi = (view: View): string => `${policyApi(view)}/rules`;

/** Policies of a type, and their rules. */
export interface PolicyPages {
  readonly type: string;
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  readonly policy: Kind;
  readonly rule: Kind;
  readonly factsOf: (rule: Item) => readonly string[];
  /** Whether the order of the policies decides; otherwise each app has one of them. */
  readonly isOrdered: boolean;
  /** Whether a policy has only its built-in rule. */
  readonly hasOneRule?: boolean;
  /** The list, and its neighbors. */
  readonly tabs?: readonly Tab[];
}

interface Policies {
  readonly policies: readonly Item[];
}

interface Policy {
  readonly policy: Item;
  readonly rules: readonly Item[];
}

/** The list, a policy with its rules in order, and a rule's form. */
export const policyScreens = (pages: PolicyPages): readonly Screen[] => [
  policyList(pages),
  policyPage(pages),
  editor({
    kind: pages.rule,
    path: `${pages.path}/:policyId/rules/:ruleId`,
    ...{ menu: pages.path, param: 'ruleId', isFixed: isSystem },
    above: ({ param }) => [
      { value: pages.path, label: pages.title },
      { value: `${pages.path}/${param('policyId')}`, label: 'Rules' },
    ],
  }),
];

const policyList = ({ type, path, title, lead, policy: kind, isOrdered, tabs }: PolicyPages): Screen =>
  screen<Policies>({
    path,
    load: async (view) => ({ policies: await view.api.list(api, { type, limit: 200 }) }),
    page: ({ policies }) => ({
      ...{ title, lead },
      ...(tabs && { tabs, tab: path }),
      blocks: [
        isOrdered
          ? {
              ...{ kind: 'order', do: 'move', empty: 'No policies.' },
              items: policies.map((policy) => ({
                id: textAt(policy, 'id'),
                name: textAt(policy, 'name'),
                priority: Number(policy['priority']),
                href: `${path}/${textAt(policy, 'id')}`,
                facts: [textAt(policy, 'description')],
                status: textAt(policy, 'status'),
                isFixed: isSystem(policy),
              })),
            }
          : {
              ...{ kind: 'table', columns: ['Policy', 'Status'], empty: 'No policies.' },
              rows: policies.map((policy) => ({
                cells: [
                  {
                    text: textAt(policy, 'name'),
                    href: `${path}/${textAt(policy, 'id')}`,
                    note: textAt(policy, 'description'),
                  },
                  statusCell(textAt(policy, 'status')),
                ],
              })),
            },
      ],
    }),
    actions: [
      creator<Policies>(kind, (made) => `${path}/${textAt(made, 'id')}`),
      ...(isOrdered
        ? [
            mover<Policies>(
              ({ policies }) => policies,
              () => api,
              'policy',
            ),
          ]
        : []),
    ],
  });

const policyActions = ({
  path,
  policy: kind,
  rule,
  hasOneRule = false,
}: PolicyPages): readonly Action<Policy>[] => [
  {
    ...{ do: 'edit', label: 'Edit', guarded: true },
    fields: ({ policy }, view) => kind.fields(policy, view),
    run: async (values, { policy }, view) => {
      await view.api.put(policyApi(view), kind.body(values, policy, view));
      return { message: 'The policy was saved.' };
    },
  },
  ...lifecycle<Policy>(policyApi, 'policy', ({ policy }) => (isSystem(policy) ? {} : policy)),
  {
    ...{ do: 'delete', label: 'Delete', tone: 'danger' },
    confirm: 'Its rules are deleted too, and its applications get the default policy.',
    when: ({ policy }) => !isSystem(policy),
    run: async (_, { policy }, view) => {
      await view.api.delete(policyApi(view));
      return { message: `${textAt(policy, 'name')} was deleted.`, to: path };
    },
  },
  ...(hasOneRule
    ? []
    : [
        creator<Policy>(rule, undefined, { do: 'rule', where: 'block' }),
        mover<Policy>(({ rules }) => rules, rulesApi, 'rule'),
      ]),
];

const policyPage = (pages: PolicyPages): Screen =>
  screen<Policy>({
    path: `${pages.path}/:policyId`,
    menu: pages.path,
    load: async (view) => ({
      policy: await view.api.get(policyApi(view)),
      rules: await view.api.list(rulesApi(view), { limit: 200 }),
    }),
    page: async ({ policy, rules }, view) => ({
      title: textAt(policy, 'name'),
      badge: statusCell(textAt(policy, 'status')),
      lead: textAt(policy, 'description'),
      crumbs: [{ value: pages.path, label: pages.title }],
      blocks: [
        {
          ...{ kind: 'order', title: 'Rules', do: 'move', actions: ['rule'] },
          ...(!pages.hasOneRule && {
            lead: 'The first rule that matches decides. Drag a rule, or move it with its arrows.',
          }),
          empty: 'This policy has no rules.',
          items: rules.map((rule) => ({
            id: textAt(rule, 'id'),
            name: textAt(rule, 'name'),
            priority: Number(rule['priority']),
            href: `${pages.path}/${view.param('policyId')}/rules/${textAt(rule, 'id')}`,
            facts: pages.factsOf(rule),
            status: textAt(rule, 'status'),
            isFixed: isSystem(rule),
          })),
        },
        ...(pages.isOrdered ? [] : [await appsOf(view)]),
      ],
    }),
    actions: policyActions(pages),
  });

async function appsOf(view: View): Promise<Block> {
  const apps = await view.api.listIfAllowed(`${policyApi(view)}/app`, { limit: 200 });
  return {
    ...{ kind: 'table', title: 'Applications', columns: ['Application', 'Status'] },
    empty: 'No application uses this policy.',
    rows: apps.map((app) => ({
      cells: [
        {
          text: textAt(app, 'label'),
          href: `${appPath(app)}?tab=sign-on`,
        },
        statusCell(textAt(app, 'status')),
      ],
    })),
  };
}
