import type { Item } from '../kernel/api.ts';
import { statusCell, timeCell } from '../kernel/cells.ts';
import { textAt } from '../kernel/item.ts';
import { screen } from '../kernel/screen.ts';
import { blocksUnknownDevices, lifecycleActions } from './lifecycle.ts';
import { nameOfPerson, userApi } from './people.ts';
import { profileActions, profileBlocks } from './profile.ts';
import { relationActions, relationBlocks } from './relations.ts';

const tabs = [
  { name: 'applications', title: 'Applications' },
  { name: 'groups', title: 'Groups' },
  { name: 'profile', title: 'Profile' },
  { name: 'factors', title: 'Factors' },
  { name: 'roles', title: 'Admin roles' },
];

/** A person: what they have, and what an administrator can do about it. */
export const person = screen<Item>({
  path: '/admin/user/profile/view/:userId',
  menu: '/admin/users',
  load: async ({ api, param }) => {
    const user = await api.get(`/api/v1/users/${param('userId')}`);
    const blocks = await api.list(`${userApi(user)}/blocks`);
    return { ...user, _embedded: { blocks } };
  },
  page: async (user, view) => {
    const asked = view.query.get('tab');
    const tab = tabs.some(({ name }) => name === asked) ? String(asked) : 'applications';
    return {
      title: nameOfPerson(user),
      badge: statusCell(textAt(user, 'status')),
      lead: textAt(user, 'profile.login'),
      crumbs: [{ value: '/admin/users', label: 'People' }],
      tabs,
      tab,
      blocks: [
        ...(blocksUnknownDevices(user)
          ? [{ kind: 'notice' as const, message: 'Sign-in attempts from all unknown devices are blocked.' }]
          : []),
        ...(tab === 'profile' ? profileBlocks(user) : await relationBlocks(tab, user, view)),
        {
          kind: 'facts',
          facts: [
            ['User ID', { text: textAt(user, 'id'), kind: 'code' }],
            ['Created', timeCell(textAt(user, 'created'))],
            ['Last sign-in', timeCell(textAt(user, 'lastLogin'))],
            ['Password changed', timeCell(textAt(user, 'passwordChanged'))],
            ['Last updated', timeCell(textAt(user, 'lastUpdated'))],
            [
              'System Log',
              {
                text: 'Events of this person',
                href: `/report/system_log_2?person=${encodeURIComponent(textAt(user, 'id'))}`,
              },
            ],
          ],
        },
      ],
    };
  },
  actions: [...lifecycleActions, ...profileActions, ...relationActions],
});
