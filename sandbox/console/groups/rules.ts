import type { Page } from '../kernel/api.ts';
import { nextPage } from '../kernel/list.ts';
import { type Kind, editor, groupChoices } from '../kernel/resource.ts';
import { codeCell, statusCell } from '../kernel/cells.ts';
import { edited, textAt, textsAt } from '../kernel/item.ts';
import { type Action, type RowButton, screen } from '../kernel/screen.ts';
import type { Item } from '../kernel/api.ts';

const path = '/admin/groups/rules';
const api = '/api/v1/groups/rules';

interface Rules extends Page {
  /** The names of their groups. */
  readonly names: ReadonlyMap<string, string>;
}

const change = (verb: string, label: string, done: string): Action<Rules> => ({
  ...{ do: verb, label, where: 'block' },
  run: async (values, _, view) => {
    const path = `${api}/${encodeURIComponent(values.text('rule'))}`;
    await (verb === 'delete' ? view.api.delete(path) : view.api.post(`${path}/lifecycle/${verb}`));
    return { message: done };
  },
});

const kind: Kind = {
  noun: 'group rule',
  api: () => api,
  fields: async (rule, view) => [
    { name: 'name', label: 'Name', required: true, value: textAt(rule, 'name') },
    {
      ...{ name: 'expression', label: 'If (Okta Expression Language)', type: 'code', required: true },
      value: textAt(rule, 'conditions.expression.value'),
      hint: 'Such as user.department == "Sales", or String.stringContains(user.email, "@example.com").',
    },
    {
      ...{ name: 'groups', label: 'Then assign to', type: 'choices', find: 'groups' },
      value: groupsOf(rule),
      at: () => 'actions.assignUserToGroups.groupIds',
      choices: await groupChoices(view, groupsOf(rule), { filter: 'type eq "OKTA_GROUP"' }),
    },
  ],
  body: (values, rule) =>
    edited(rule, {
      ...{ type: 'group_rule', name: values.text('name') },
      'conditions.expression': { value: values.text('expression'), type: 'urn:okta:expression:1.0' },
      'actions.assignUserToGroups.groupIds': values.choices('groups'),
    }),
};

const groupsOf = (rule: Item): readonly string[] => textsAt(rule, 'actions.assignUserToGroups.groupIds');

const add: Action<Rules> = {
  do: 'create',
  label: 'Add rule',
  tone: 'primary',
  fields: async (_, view) => [
    ...(await kind.fields({}, view)),
    { name: 'activate', label: 'Activate immediately', type: 'flag', value: true },
  ],
  run: async (values, _, view) => {
    const rule = await view.api.post(api, await kind.body(values, {}, view));
    if (values.flag('activate')) await view.api.post(`${api}/${textAt(rule, 'id')}/lifecycle/activate`);
    return { message: `${values.text('name')} was added.` };
  },
};

function buttonsOf(rule: Item): RowButton[] {
  const values = { rule: textAt(rule, 'id') };
  return textAt(rule, 'status') === 'ACTIVE'
    ? [{ do: 'deactivate', label: 'Deactivate', values }]
    : [
        { do: 'activate', label: 'Activate', values },
        { do: 'delete', label: 'Delete', tone: 'danger', values, confirm: 'Delete this rule?' },
      ];
}

/** Directory > Groups > Rules. */
export const ruleList = screen<Rules>({
  path,
  load: async (view) => {
    const { items, next } = await view.api.page(api, {
      limit: 50,
      search: view.query.get('q') ?? undefined,
      after: view.query.get('after') ?? undefined,
    });
    const ids = new Set(items.flatMap(groupsOf));
    const groups = await Promise.all([...ids].map((id) => view.api.find(`/api/v1/groups/${id}`)));
    const names = new Map(groups.map((group) => [textAt(group, 'id'), textAt(group, 'profile.name')]));
    return { items, names, ...(next !== undefined && { next }) };
  },
  page: ({ items, names, next }, { query }) => {
    return {
      title: 'Group rules',
      lead: 'People who match are added to the group, and removed when they no longer match.',
      blocks: [
        {
          kind: 'table',
          columns: ['Rule', 'If', 'Then assign to', 'Status'],
          search: { value: query.get('q') ?? '', label: 'Search by name' },
          next: next === undefined ? undefined : nextPage(query, next),
          empty: query.get('q') ? 'No rules match.' : 'No rules yet.',
          rows: items.map((rule) => ({
            cells: [
              { text: textAt(rule, 'name'), href: `${path}/${textAt(rule, 'id')}` },
              codeCell(textAt(rule, 'conditions.expression.value')),
              groupsOf(rule)
                .map((id) => names.get(id) ?? id)
                .join(', '),
              statusCell(textAt(rule, 'status')),
            ],
            buttons: buttonsOf(rule),
          })),
        },
      ],
    };
  },
  actions: [
    add,
    change('activate', 'Activate', 'The rule is active.'),
    change('deactivate', 'Deactivate', 'The rule is inactive.'),
    change('delete', 'Delete', 'The rule was deleted.'),
  ],
});

/** Okta allows changes to a rule only while it is inactive. */
export const rulePage = editor({
  kind,
  path: `${path}/:groupRuleId`,
  ...{ menu: path, param: 'groupRuleId' },
  above: () => [{ value: path, label: 'Group rules' }],
  canDelete: (rule) => textAt(rule, 'status') !== 'ACTIVE',
  lead: (rule) => (textAt(rule, 'status') === 'ACTIVE' ? 'Deactivate this rule to edit it.' : ''),
});
