import { roleLabels } from '../../org/org/roles.ts';
import type { Item } from '../kernel/api.ts';
import { statusCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { nextPage } from '../kernel/list.ts';
import { screen } from '../kernel/screen.ts';
import { loginsField, nameOfPerson, personPath } from '../people/people.ts';

interface Administrator {
  readonly user: Item;
  readonly roles: readonly Item[];
}

interface Loaded {
  readonly administrators: readonly Administrator[];
  readonly next: string | undefined;
}

const nameOfRole = (role: Item): string => {
  const name = textAt(role, 'label') || textAt(role, 'type');
  return textAt(role, 'assignmentType') === 'GROUP' ? `${name} (through a group)` : name;
};

/** Security > Administrators: who has which role. Roles are removed on the user's page. */
export const administrators = screen<Loaded>({
  path: '/admin/access/admins',
  load: async ({ api, query }) => {
    const after = query.get('after') ?? undefined;
    const { items, next } = await api.page('/api/v1/iam/assignees/users', { limit: 20, after });
    const found = await Promise.all(
      items.map(async (item) => {
        const path = `/api/v1/users/${textAt(item, 'id')}`;
        return { user: await api.get(path), roles: await api.list(`${path}/roles`) };
      }),
    );
    return { administrators: found, next };
  },
  page: ({ administrators: found, next }, { query }) => ({
    title: 'Administrators',
    lead: 'Who may open this console, and what their roles allow.',
    blocks: [
      {
        ...{ kind: 'table', columns: ['Person', 'Roles', 'Status'], empty: 'No one has an admin role.' },
        next: next === undefined ? undefined : nextPage(query, next),
        rows: found.map(({ user, roles }) => ({
          cells: [
            {
              ...{ text: nameOfPerson(user), note: textAt(user, 'profile.login') },
              href: `${personPath(textAt(user, 'id'))}?tab=roles`,
            },
            roles.map(nameOfRole).join(', '),
            statusCell(textAt(user, 'status')),
          ],
        })),
      },
    ],
  }),
  actions: [
    {
      ...{ do: 'assign', label: 'Add administrator', tone: 'primary' },
      fields: () => [
        loginsField,
        {
          ...{ name: 'role', label: 'Role', type: 'select' },
          choices: Object.entries(roleLabels).map(([value, label]) => ({ value, label })),
        },
      ],
      run: async (values, _, { api }) => {
        const logins = values.lines('logins');
        for (const login of logins)
          await api.post(`/api/v1/users/${encodeURIComponent(login)}/roles`, { type: values.text('role') });
        return { message: logins.length === 1 ? 'The role was assigned.' : 'The roles were assigned.' };
      },
    },
  ],
});
