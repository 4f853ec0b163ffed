import { appPath, signOnOf } from '../apps/apps.ts';
import { loginsField, nameOfPerson, personPath } from '../people/people.ts';
import { ApiRefusal, type Item } from '../kernel/api.ts';
import { statusCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { nextPage } from '../kernel/list.ts';
import { type Action, type Block, type View, screen } from '../kernel/screen.ts';

const pathOf = (group: Item): string => `/api/v1/groups/${textAt(group, 'id')}`;
const isOwn = (group: Item): boolean => textAt(group, 'type') === 'OKTA_GROUP';
const isPeople = (_: Item, { query }: View): boolean => (query.get('tab') ?? 'people') === 'people';

async function people(group: Item, view: View): Promise<Block> {
  const { items, next } = await view.api.page(`${pathOf(group)}/users`, {
    limit: 50,
    after: view.query.get('after') ?? undefined,
  });
  return {
    kind: 'table',
    title: 'People',
    columns: ['Person', 'Status'],
    actions: ['assign'],
    empty: 'This group has no members yet.',
    next: next === undefined ? undefined : nextPage(view.query, next),
    rows: items.map((user) => ({
      cells: [
        {
          text: nameOfPerson(user),
          href: personPath(textAt(user, 'id')),
          note: textAt(user, 'profile.login'),
        },
        statusCell(textAt(user, 'status')),
      ],
      buttons: isOwn(group) ? [{ do: 'remove', label: 'Remove', values: { user: textAt(user, 'id') } }] : [],
    })),
  };
}

async function apps(group: Item, { api }: View): Promise<Block> {
  const assigned = await api.list(`${pathOf(group)}/apps`, { limit: 200 });
  return {
    kind: 'table',
    title: 'Applications',
    columns: ['Application', 'Sign-on', 'Status'],
    empty: 'No application is assigned to this group.',
    rows: assigned.map((app) => ({
      cells: [
        {
          text: textAt(app, 'label'),
          href: `${appPath(app)}?tab=assignments`,
        },
        signOnOf(app),
        statusCell(textAt(app, 'status')),
      ],
    })),
  };
}

const actions: readonly Action<Item>[] = [
  {
    do: 'edit',
    label: 'Edit',
    guarded: true,
    when: isOwn,
    fields: (group) => [
      { name: 'name', label: 'Name', required: true, value: textAt(group, 'profile.name') },
      { name: 'description', label: 'Description', value: textAt(group, 'profile.description') },
    ],
    run: async (values, group, { api }) => {
      const profile = {
        ...(group['profile'] as Item),
        ...{ name: values.text('name'), description: values.text('description') },
      };
      await api.put(pathOf(group), { profile });
      return { message: 'The group was saved.' };
    },
  },
  {
    do: 'delete',
    label: 'Delete',
    tone: 'danger',
    when: isOwn,
    confirm: 'Its members lose the applications, roles and access that the group gives them.',
    run: async (_, group, { api }) => {
      await api.delete(pathOf(group));
      return { message: `${textAt(group, 'profile.name')} was deleted.`, to: '/admin/groups' };
    },
  },
  {
    do: 'assign',
    label: 'Assign people',
    where: 'block',
    when: (group, view) => isOwn(group) && isPeople(group, view),
    fields: () => [loginsField],
    run: async (values, group, { api }) => {
      const logins = values.lines('logins');
      const users = await Promise.all(
        logins.map((login) => api.find(`/api/v1/users/${encodeURIComponent(login)}`)),
      );
      const unknown = logins.filter((_, index) => users[index] === undefined);
      if (unknown.length > 0) throw new ApiRefusal(400, `No one is called ${unknown.join(', ')}.`, []);
      for (const user of users) await api.put(`${pathOf(group)}/users/${textAt(user, 'id')}`);
      return { message: users.length === 1 ? 'One person was added.' : `${users.length} people were added.` };
    },
  },
  {
    do: 'remove',
    label: 'Remove',
    where: 'block',
    when: (group, view) => isOwn(group) && isPeople(group, view),
    run: async (values, group, { api }) => {
      await api.delete(`${pathOf(group)}/users/${encodeURIComponent(values.text('user'))}`);
      return { message: 'Removed from the group.' };
    },
  },
];

/** A group: its people and applications. */
export const group = screen<Item>({
  path: '/admin/group/:groupId',
  menu: '/admin/groups',
  load: ({ api, param }) => api.get(`/api/v1/groups/${param('groupId')}`),
  page: async (loaded, view) => {
    const tab = view.query.get('tab') === 'applications' ? 'applications' : 'people';
    return {
      title: textAt(loaded, 'profile.name'),
      lead: textAt(loaded, 'profile.description'),
      crumbs: [{ value: '/admin/groups', label: 'Groups' }],
      tabs: [
        { name: 'people', title: 'People' },
        { name: 'applications', title: 'Applications' },
      ],
      tab,
      blocks: [
        tab === 'people' ? await people(loaded, view) : await apps(loaded, view),
        {
          kind: 'facts',
          facts: [
            ['Group ID', { text: textAt(loaded, 'id'), kind: 'code' }],
            ['Source', isOwn(loaded) ? 'Okta' : 'Built in'],
            ['Created', timeCell(textAt(loaded, 'created'))],
            ['Membership changed', timeCell(textAt(loaded, 'lastMembershipUpdated'))],
          ],
        },
      ],
    };
  },
  actions,
});
