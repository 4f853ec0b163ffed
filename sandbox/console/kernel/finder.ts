import { textAt } from './item.ts';
import type { Choice, View } from './screen.ts';

/** What the search field of a picker asks, by what it looks for. */
const finders: Readonly<Record<string, (typed: string, view: View) => Promise<Choice[]>>> = {
  people: async (q, { api }) =>
    (await api.list('/api/v1/users', { q, limit: 20 })).map((user) => ({
      value: textAt(user, 'profile.login'),
      label: `${textAt(user, 'profile.firstName')} ${textAt(user, 'profile.lastName')}`.trim(),
    })),
  groups: async (q, { api }) =>
    (await api.list('/api/v1/groups', { q, limit: 20 })).map((group) => ({
      value: textAt(group, 'id'),
      label: textAt(group, 'profile.name'),
    })),
};

/** `/admin/find/people?q=…`: what a picker offers for what was typed; undefined when there is no such picker. */
export const finderAt = (path: string) => finders[/^\/admin\/find\/(\w+)$/.exec(path)?.[1] ?? ''];
