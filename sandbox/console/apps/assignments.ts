import { profileValues } from '../schemas/attributes.ts';
import { assignmentPath, profileFields } from './assignment.ts';
import { ApiRefusal, type Item } from '../kernel/api.ts';
import { statusCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { nextPage } from '../kernel/list.ts';
import { otherGroups } from '../kernel/resource.ts';
import type { Action, Block, View } from '../kernel/screen.ts';
import { loginsField, personPath } from '../people/people.ts';
import { apiPath, onTab, schemaPath } from './kinds.ts';

/** Assignments of the app: groups, and users assigned directly or through a group. */
export async function assignmentBlocks(app: Item, { api, query }: View): Promise<Block[]> {
  const groups = await api.list(`${apiPath(app)}/groups`, { limit: 200, expand: 'group' });
  const { items: users, next } = await api.page(`${apiPath(app)}/users`, {
    ...{ limit: 50, expand: 'user' },
    after: query.get('after') ?? undefined,
  });
  return [
    {
      ...{ kind: 'order', title: 'Groups', do: 'move-group', actions: ['assign-groups'] },
      lead: 'A person in several groups gets each attribute from the first group that sets it.',
      empty: 'No groups are assigned.',
      items: groups.map((group) => ({
        id: textAt(group, 'id'),
        name: textAt(group, '_embedded.group.profile.name') || textAt(group, 'id'),
        priority: Number(group['priority']),
        href: assignmentPath(app, group),
        facts: Object.entries((group['profile'] ?? {}) as Item).map(
          ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
        ),
      })),
    },
    {
      kind: 'table',
      title: 'People',
      columns: ['Person', 'Type', 'Status'],
      actions: ['assign-people'],
      empty: 'No people are assigned.',
      next: next === undefined ? undefined : nextPage(query, next),
      rows: users.map((user) => ({
        cells: [
          {
            text: textAt(user, 'credentials.userName') || textAt(user, 'id'),
            href: personPath(textAt(user, 'id')),
            note: `${textAt(user, '_embedded.user.profile.firstName')} ${textAt(user, '_embedded.user.profile.lastName')}`.trim(),
          },
          textAt(user, 'scope') === 'GROUP' ? 'Group' : 'Individual',
          statusCell(textAt(user, 'status')),
        ],
        buttons:
          textAt(user, 'scope') === 'GROUP'
            ? []
            : [{ do: 'unassign-person', label: 'Remove', values: { user: textAt(user, 'id') } }],
      })),
    },
  ];
}

const when = onTab('assignments');

export const assignmentActions: readonly Action<Item>[] = [
  {
    ...{ do: 'assign-groups', label: 'Assign to groups', where: 'block', when },
    fields: async (app, view) => [
      ...(await profileFields(app, {}, view)),
      {
        name: 'groups',
        label: 'Groups',
        type: 'choices',
        find: 'groups',
        choices: await otherGroups(view, `${apiPath(app)}/groups`),
      },
    ],
    run: async (values, app, { api }) => {
      const groups = values.choices('groups');
      if (groups.length === 0) throw new ApiRefusal(400, 'Choose a group.', []);
      const profile = await profileValues(values, schemaPath(app), api);
      for (const id of groups) await api.put(`${apiPath(app)}/groups/${encodeURIComponent(id)}`, { profile });
      return { message: 'The app was assigned.' };
    },
  },
  {
    ...{ do: 'move-group', label: 'Move', where: 'block', when },
    run: async (values, app, { api }) => {
      const path = `${apiPath(app)}/groups/${encodeURIComponent(values.text('id'))}`;
      const { profile } = await api.get(path);
      await api.put(path, { profile, priority: values.number('priority', 'The position') });
      return { message: 'The group was moved.' };
    },
  },
  {
    ...{ do: 'assign-people', label: 'Assign to people', where: 'block', when },
    fields: () => [loginsField],
    run: async (values, app, { api }) => {
      for (const login of values.lines('logins')) {
        const user = await api.get(`/api/v1/users/${encodeURIComponent(login)}`);
        await api.post(`${apiPath(app)}/users`, { id: textAt(user, 'id'), scope: 'USER' });
      }
      return { message: 'The app was assigned.' };
    },
  },
  {
    ...{ do: 'unassign-person', label: 'Remove', where: 'block', when },
    run: async (values, app, { api }) => {
      await api.delete(`${apiPath(app)}/users/${encodeURIComponent(values.text('user'))}`);
      return { message: 'The app is no longer assigned to this person.' };
    },
  },
];
