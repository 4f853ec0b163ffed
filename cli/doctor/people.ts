import { demoPeopleOf } from '../init/names.ts';
import { text } from '../provision/kinds/kind.ts';
import type { Fields } from '../provision/value.ts';
import type { Context } from './context.ts';
import { inner } from '../provision/kinds/kind.ts';
import { show } from './words.ts';

/** The members of group Admin. */
export async function admins({ demo, org }: Context): Promise<Fields[]> {
  const { id } = await demo.group('admin');
  return id === undefined ? [] : org.list(`/api/v1/groups/${id}/users`);
}

/** The people used in a demo: the demo people in the org, and all admins of the shop. */
export async function castOf(context: Context): Promise<Fields[]> {
  const demo = await Promise.all(
    demoPeopleOf(context.variables?.name).map(({ login }) =>
      context.org.read(`/api/v1/users/${encodeURIComponent(login)}`),
    ),
  );
  const everyone = [...demo.filter((person) => person !== undefined), ...(await admins(context))];
  return [...new Map(everyone.map((person) => [text(person.id), person])).values()];
}

export const loginOf = (person: Fields): string => show(inner(person, 'profile').login);
