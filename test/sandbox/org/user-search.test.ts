import { expect, test } from 'vitest';
import { startSandbox } from '../../../sandbox/start.ts';

const names = ['Ada', 'Bea', 'Cleo', 'Dora', 'Eve', 'Fay', 'Gil', 'Hal', 'Ida', 'Jo'];

/** An org of so many people, which counts how many profiles are looked at while `work` runs. */
async function orgOf(count: number) {
  const { org, sandbox } = await startSandbox();
  let looked = new Set<string>();
  const watched = (login: string, profile: object) =>
    new Proxy(profile, {
      get: (target, name, receiver) => {
        looked.add(login);
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
  org.transaction(() => {
    for (let index = 0; index < count; index++) {
      const login = `person${String(index).padStart(5, '0')}@example.com`;
      const firstName = names[index % names.length]!;
      const profile = { login, email: login, firstName, lastName: `L${(index * 7919) % count}` };
      org.users.create({
        profile: watched(login, profile) as typeof profile,
        typeId: org.userTypes.all()[0]!.id,
        realmId: org.settings.defaultRealmId,
        status: 'ACTIVE',
      });
    }
  });
  const get = async (path: string): Promise<Response> =>
    fetch(path.startsWith('http') ? path : `${sandbox.url}${path}`, {
      headers: { authorization: `SSWS ${sandbox.apiToken}` },
    });
  return {
    org,
    sandbox,
    get,
    logins: async (query: string): Promise<string[]> => {
      const people = (await (await get(`/api/v1/users?${query}`)).json()) as { profile: { login: string } }[];
      return people.map(({ profile }) => profile.login);
    },
    lookedAt: async (query: string): Promise<number> => {
      await get(`/api/v1/users?${query}`); // makes the order
      looked = new Set();
      expect((await get(`/api/v1/users?${query}`)).status).toBe(200);
      return looked.size;
    },
  };
}

const search = (expression: string, more: Record<string, string> = {}): string =>
  new URLSearchParams({ search: expression, ...more }).toString();

test.each([
  ['an address', search('profile.email eq "PERSON00042@example.com"')],
  ['a login or an address', search('profile.login eq "a@b.c" or profile.email eq "person00042@example.com"')],
  ['an address, and more', search('status eq "ACTIVE" and profile.email eq "person00042@example.com"')],
  ['the beginning of a login', search('profile.login sw "person0004"')],
  ['the beginning of a name, as q', 'q=person0004'],
  ['a page', 'limit=20'],
  ['a page by name', search('status eq "ACTIVE"', { sortBy: 'profile.lastName', limit: '20' })],
  [
    'a page by name, backwards',
    search('status eq "ACTIVE"', { sortBy: 'profile.lastName', sortOrder: 'desc', limit: '20' }),
  ],
  ['a filter', new URLSearchParams({ filter: 'profile.login eq "person00042@example.com"' }).toString()],
])('finding %s looks at as many people in a large org as in a small one', async (_, query) => {
  const [small, large] = await Promise.all([orgOf(100), orgOf(3000)]);
  const [few, many] = [await small.lookedAt(query), await large.lookedAt(query)];
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThanOrEqual(few + 2);
  await Promise.all([small.sandbox.close(), large.sandbox.close()]);
});

test('pages in every order hold everybody once, also when the last one of a page is deleted', async () => {
  const { org, sandbox, get } = await orgOf(300);
  const all = async (query: string, meanwhile?: (last: string) => void): Promise<string[]> => {
    const found: string[] = [];
    let next: string | undefined = `/api/v1/users?${query}&limit=50`;
    while (next !== undefined) {
      const answer: Response = await get(next);
      const people = (await answer.json()) as { profile: { login: string } }[];
      found.push(...people.map(({ profile }) => profile.login));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      meanwhile?.(found.at(-1)!);
    }
    return found;
  };
  const expected = org.users.all().map(({ profile }) => profile.login);
  expect(await all('')).toEqual(expected);
  const byName = org.users.all().sort((a, b) => {
    const [left, right] = [a, b].map(({ profile }) => String(profile.lastName).toLowerCase());
    return left! < right! ? -1 : left! > right! ? 1 : a.id < b.id ? -1 : 1;
  });
  const sortedByName = await all(search('status pr', { sortBy: 'profile.lastName' }));
  expect(sortedByName).toEqual(byName.map(({ profile }) => profile.login));
  const backwards = await all(search('status pr', { sortBy: 'profile.lastName', sortOrder: 'desc' }));
  expect(backwards.toSorted()).toEqual([...expected].sort());
  expect(backwards[0]).toBe(sortedByName.at(-1));

  let gone = 0;
  const rest = await all('', (last) => {
    // The last one of a page is where the next one begins.
    if (gone++ < 3) org.transaction(() => org.users.delete(org.users.byExactLogin(last)!));
  });
  expect(rest).toEqual(expected);
  await sandbox.close();
});

test('a search finds a renamed person by the new name only', async () => {
  const { org, sandbox, logins } = await orgOf(60);
  expect(await logins(search('profile.lastName sw "zeta"'))).toEqual([]);
  const person = org.users.byExactLogin('person00007@example.com')!;
  org.transaction(() => org.users.update(person, { profile: { ...person.profile, lastName: 'Zeta' } }));
  expect(await logins(search('profile.lastName sw "zeta"'))).toEqual(['person00007@example.com']);
  expect(await logins(search('profile.lastName eq "ZETA" and profile.firstName eq "hal"'))).toEqual([
    'person00007@example.com',
  ]);
  expect(await logins('q=hal%20z')).toEqual(['person00007@example.com']);
  expect(await logins(search('not (profile.lastName eq "zeta")'))).toHaveLength(60); // the administrator, too
  org.transaction(() => org.users.delete(org.users.get(person.id)!));
  expect(await logins(search('profile.lastName sw "zeta"'))).toEqual([]);
  await sandbox.close();
});
