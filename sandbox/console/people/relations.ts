import { factorName } from '../../../shared/factor-names.ts';
import { roleLabels } from '../../org/org/roles.ts';
import { appPath, signOnOf } from '../apps/apps.ts';
import { groupPath } from '../groups/groups.ts';
import { ApiRefusal, type Item } from '../kernel/api.ts';
import { statusCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { otherGroups } from '../kernel/resource.ts';
import type { Action, Block, View } from '../kernel/screen.ts';
import { userApi } from './people.ts';

const onTab =
  (name: string) =>
  (_: Item, { query }: View): boolean =>
    (query.get('tab') ?? 'applications') === name;

/** The blocks of a tab: what belongs to the person. */
export async function relationBlocks(tab: string, user: Item, { api }: View): Promise<Block[]> {
  switch (tab) {
    case 'groups': {
      const groups = await api.list(`${userApi(user)}/groups`);
      return [
        {
          kind: 'table',
          title: 'Groups',
          columns: ['Group', 'Description'],
          actions: ['join'],
          empty: 'No groups.',
          rows: groups.map((group) => ({
            cells: [
              { text: textAt(group, 'profile.name'), href: groupPath(textAt(group, 'id')) },
              textAt(group, 'profile.description'),
            ],
            buttons:
              textAt(group, 'type') === 'OKTA_GROUP'
                ? [{ do: 'leave', label: 'Remove', values: { group: textAt(group, 'id') } }]
                : [],
          })),
        },
      ];
    }
    case 'factors': {
      const factors = await api.list(`${userApi(user)}/factors`);
      return [
        {
          kind: 'table',
          title: 'Enrolled factors',
          columns: ['Factor', 'Status', 'Enrolled'],
          empty: 'Only the password.',
          rows: factors.map((factor) => ({
            cells: [
              {
                text: factorName({
                  factorType: textAt(factor, 'factorType'),
                  provider: textAt(factor, 'provider'),
                }),
                note: textAt(factor, 'profile.phoneNumber') || textAt(factor, 'profile.email'),
              },
              statusCell(textAt(factor, 'status')),
              timeCell(textAt(factor, 'created')),
            ],
            buttons: [
              {
                do: 'unenroll',
                label: 'Remove',
                tone: 'danger',
                values: { factor: textAt(factor, 'id') },
                confirm: 'Remove this factor? The person can no longer sign in with it.',
              },
            ],
          })),
        },
      ];
    }
    case 'roles': {
      const roles = await api.list(`${userApi(user)}/roles`);
      return [
        {
          kind: 'table',
          title: 'Admin roles',
          columns: ['Role', 'Through', 'Assigned'],
          actions: ['assign-role'],
          empty: 'No admin roles. The person cannot open this console.',
          rows: roles.map((role) => ({
            cells: [
              textAt(role, 'label') || textAt(role, 'type'),
              textAt(role, 'assignmentType') === 'GROUP' ? 'a group' : 'assigned directly',
              timeCell(textAt(role, 'created')),
            ],
            buttons:
              textAt(role, 'assignmentType') === 'USER'
                ? [
                    {
                      do: 'unassign-role',
                      label: 'Remove',
                      tone: 'danger',
                      values: { role: textAt(role, 'id') },
                      confirm: 'Remove this role?',
                    },
                  ]
                : [],
          })),
        },
      ];
    }
    default: {
      const apps = await api.listIfAllowed('/api/v1/apps', {
        filter: `user.id eq "${textAt(user, 'id')}"`,
        limit: 200,
      });
      return [
        {
          kind: 'table',
          title: 'Assigned applications',
          columns: ['Application', 'Sign-on', 'Status'],
          empty: 'No application is assigned, directly or through a group.',
          rows: apps.map((app) => ({
            cells: [
              {
                text: textAt(app, 'label'),
                href: `${appPath(app)}?tab=assignments`,
              },
              signOnOf(app),
              statusCell(textAt(app, 'status')),
            ],
          })),
        },
      ];
    }
  }
}

export const relationActions: readonly Action<Item>[] = [
  {
    do: 'join',
    label: 'Add to groups',
    where: 'block',
    when: onTab('groups'),
    fields: async (user, view) => [
      {
        name: 'groups',
        label: 'Groups',
        type: 'choices',
        find: 'groups',
        choices: await otherGroups(view, `${userApi(user)}/groups`, { filter: 'type eq "OKTA_GROUP"' }),
      },
    ],
    run: async (values, user, { api }) => {
      const groups = values.choices('groups');
      if (groups.length === 0) throw new ApiRefusal(400, 'Choose a group.', []);
      for (const id of groups)
        await api.put(`/api/v1/groups/${encodeURIComponent(id)}/users/${textAt(user, 'id')}`);
      return { message: groups.length === 1 ? 'Added to the group.' : `Added to ${groups.length} groups.` };
    },
  },
  {
    do: 'leave',
    label: 'Remove from group',
    where: 'block',
    when: onTab('groups'),
    run: async (values, user, { api }) => {
      await api.delete(
        `/api/v1/groups/${encodeURIComponent(values.text('group'))}/users/${textAt(user, 'id')}`,
      );
      return { message: 'Removed from the group.' };
    },
  },
  {
    do: 'unenroll',
    label: 'Remove factor',
    where: 'block',
    when: onTab('factors'),
    run: async (values, user, { api }) => {
      await api.delete(`${userApi(user)}/factors/${encodeURIComponent(values.text('factor'))}`);
      return { message: 'The factor was removed.' };
    },
  },
  {
    do: 'assign-role',
    label: 'Assign role',
    where: 'block',
    when: onTab('roles'),
    fields: () => [
      {
        name: 'role',
        label: 'Role',
        type: 'select',
        choices: Object.entries(roleLabels).map(([value, label]) => ({ value, label })),
      },
    ],
    run: async (values, user, { api }) => {
      await api.post(`${userApi(user)}/roles`, { type: values.text('role') });
      return { message: 'The role was assigned.' };
    },
  },
  {
    do: 'unassign-role',
    label: 'Remove role',
    where: 'block',
    when: onTab('roles'),
    run: async (values, user, { api }) => {
      await api.delete(`${userApi(user)}/roles/${encodeURIComponent(values.text('role'))}`);
      return { message: 'The role was removed.' };
    },
  },
];
