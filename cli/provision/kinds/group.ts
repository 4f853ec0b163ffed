import { z } from 'zod';
import type { OrgReader } from '../management-api.ts';
import type { Fields } from '../value.ts';
import { collectionKind, inner, text } from './kind.ts';

const search = (name: string, type: string) =>
  `?q=${encodeURIComponent(name)}&filter=${encodeURIComponent(`type eq "${type}"`)}`;

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Group/ */
export const group = collectionKind({
  attributes: z.strictObject({ name: z.string(), description: z.string().default('') }),
  collection: () => '/api/v1/groups',
  query: ({ name }) => search(name, 'OKTA_GROUP'),
  isSame: (present, { name }) => inner(present, 'profile').name === name,
  body: ({ name, description }) => ({ profile: { name, description } }),
});

const query = z.strictObject({ name: z.string(), type: z.string() });

/** An existing group: the data source `okta_group`. */
export async function readGroup(api: OrgReader, attributes: Fields): Promise<Fields> {
  const { name, type } = query.parse(attributes);
  const groups = await api.list(`/api/v1/groups${search(name, type)}`);
  const found = groups.find((item) => inner(item, 'profile').name === name);
  if (!found) throw new Error(`The org has no group '${name}' of type ${type}.`);
  return { name, type, id: text(found.id) };
}
