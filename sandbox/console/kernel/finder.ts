import { textAt } from './item.ts';
import type { Choice, View } from './screen.ts';

type Finder = (typed: string, view: View) => Promise<Choice[]>;

const findPeople: Finder = async (q, { api }) =>
  (await api.list('/api/v1/users', { q, limit: 20 })).map((user) => ({
    value: textAt(user, 'profile.login'),
    label: `${textAt(user, 'profile.firstName')} ${textAt(user, 'profile.lastName')}`.trim(),
  }));

const findGroups: Finder = async (q, { api }) =>
  (await api.list('/api/v1/groups', { q, limit: 20 })).map((group) => ({
    value: textAt(group, 'id'),
    label: textAt(group, 'profile.name'),
  }));

/** `/admin/find/people?q=…`: what a picker offers for what was typed; undefined when there is no such picker. */
export function finderAt(path: string): Finder | undefined {
  if (path === '/admin/find/people') return findPeople;
  return path === '/admin/find/groups' ? findGroups : undefined;
}
