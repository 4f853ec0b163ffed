type Json = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/**
 * The conditions of a rule of a session, password or enrollment policy, with what Okta adds: whom the rule leaves out
 * is always said, also when it is nobody.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/
 */
export function sessionConditions(input: unknown): Json {
  const { people, network, ...others } = asObject(input);
  const { users, ...groups } = asObject(people);
  return {
    people: { users: { exclude: [], ...asObject(users) }, ...groups },
    network: network ?? { connection: 'ANYWHERE' },
    ...others,
  };
}
