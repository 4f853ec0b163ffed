import type { Page } from '../kernel/api.ts';
import { timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import type { Action } from '../kernel/screen.ts';

export const groupPath = (id: string): string => `/admin/group/${id}`;

const add: Action<Page> = {
  do: 'create',
  label: 'Add group',
  tone: 'primary',
  fields: () => [
    { name: 'name', label: 'Name', required: true },
    { name: 'description', label: 'Description' },
  ],
  run: async (values, _, { api }) => {
    const group = await api.post('/api/v1/groups', {
      profile: { name: values.text('name'), description: values.optional('description') },
    });
    return { message: `${values.text('name')} was added.`, to: groupPath(textAt(group, 'id')) };
  },
};

/** The groups of the org. */
export const groupList = list({
  path: '/admin/groups',
  title: 'Groups',
  api: '/api/v1/groups',
  query: { expand: 'stats' },
  columns: [
    {
      title: 'Group',
      cell: (group) => ({
        text: textAt(group, 'profile.name'),
        href: groupPath(textAt(group, 'id')),
        note: textAt(group, 'profile.description'),
      }),
    },
    { title: 'People', cell: (group) => textAt(group, '_embedded.stats.usersCount') },
    { title: 'Apps', cell: (group) => textAt(group, '_embedded.stats.appsCount') },
    { title: 'Source', cell: (group) => (textAt(group, 'type') === 'BUILT_IN' ? 'Built in' : 'Okta') },
    { title: 'Last updated', cell: (group) => timeCell(textAt(group, 'lastUpdated')) },
  ],
  search: { label: 'Search by name', query: (q) => ({ q }) },
  filters: [
    {
      name: 'type',
      label: 'Source',
      choices: [
        { value: '', label: 'All groups' },
        { value: 'OKTA_GROUP', label: 'Okta' },
        { value: 'BUILT_IN', label: 'Built in' },
      ],
      query: (type) => ({ filter: `type eq "${type}"` }),
    },
  ],
  empty: 'No groups yet.',
  actions: [add],
});
