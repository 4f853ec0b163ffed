import { randomBytes } from 'node:crypto';
import { UserError } from '../errors.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { DemoPerson } from '../provision/people.ts';
import type { Fields, Value } from '../provision/value.ts';
import { untilRight } from './again.ts';
import type { Answers, Question } from './answers.ts';
import type { Memory } from './memory.ts';
import { demoPeopleOf } from './names.ts';
import { chooseAttributes } from './required-attributes.ts';

export interface PeopleOptions {
  admin?: string;
  premium?: string;
  demoPeople?: boolean;
}

/** The people in the demo: logins of existing users, and whether Ada, Grace and Linus are created. */
export interface Cast {
  admin: string[];
  premium: string[];
  create: boolean;
  /** Further attributes that the org requires of every user. */
  profile: Fields;
}

/** A person after init. */
export interface CastMember {
  login: string;
  kind: DemoPerson['kind'];
  /** Only for people that init created. */
  password?: string;
}

const logins = (said: string): string[] => said.split(/[\s,]+/).filter(Boolean);
const path = (login: string): string => `/api/v1/users/${encodeURIComponent(login)}`;

/**
 * @param name the demo's name, as far as it is known
 * @throws UserError naming a login that no user in the org has
 */
export async function checkLogins(
  { admin, premium, demoPeople: create }: PeopleOptions,
  api: ManagementApi,
  name: Value | undefined,
): Promise<void> {
  // Without the option, a later question is whether to create the demo people.
  const coming = create === false ? [] : loginsOf(name);
  await requireLogins(logins(admin ?? ''), { source: '--admin', coming, api });
  await requireLogins(logins(premium ?? ''), { source: '--premium', coming, api });
}

const loginsOf = (name: Value | undefined): string[] => demoPeopleOf(name).map(({ login }) => login);

/** @param coming logins of people who will be created */
async function requireLogins(
  wanted: readonly string[],
  { source, coming, api }: { source: string; coming: readonly string[]; api: ManagementApi },
): Promise<void> {
  for (const login of wanted)
    if (!coming.includes(login) && !(await api.read(path(login))))
      throw new UserError(
        `${source}: no user in the org has the login ${login}.`,
        'Directory > People lists the users; --demo-people creates three demo accounts.',
      );
}

interface CastContext {
  api: ManagementApi;
  /** Whose credentials init uses. */
  account: string;
  memory: Memory;
  tell: (note: string) => void;
}

/** The users for each role. By default, those of the last init; otherwise, the owner of the API token is the admin. */
export async function chooseCast(
  answers: Answers,
  options: PeopleOptions,
  { api, account, memory, tell }: CastContext,
): Promise<Cast> {
  const preset = memory.people.length > 0 ? 'yes' : 'no';
  const wanted =
    options.demoPeople ??
    (await answers.one({ message: 'Create three demo accounts?', preset }, [
      {
        value: 'yes',
        name: 'Yes',
        description: 'Ada (basic), Grace (premium) and Linus (admin), with new random passwords',
      },
      { value: 'no', name: 'No', description: 'Use existing users in the org' },
    ])) === 'yes';
  const isNew = wanted && memory.people.length === 0;
  const profile = isNew ? await chooseAttributes(answers, api, tell) : {};
  const create = wanted && profile !== undefined;
  const ask = (question: Pick<Question, 'message' | 'flag' | 'given' | 'preset'>) =>
    untilRight(answers, tell, async (isFirst) => {
      const given = isFirst ? question.given : undefined;
      const said = logins(await answers.text({ ...question, given, check: () => true }));
      await requireLogins(said, {
        source: question.flag ?? '',
        coming: create ? loginsOf(memory.variables.name) : [],
        api,
      });
      return said;
    });
  const admin = await ask({
    message: 'Shop admins (logins)',
    flag: '--admin',
    given: options.admin,
    preset: memory.cast?.admin.join(', ') ?? (account.includes('@') ? account : ''),
  });
  const premium = await ask({
    message: 'Users with premium access (logins; leave empty for none)',
    flag: '--premium',
    given: options.premium,
    preset: memory.cast?.premium.join(', ') ?? '',
  });
  return { admin, premium, create, profile: profile ?? {} };
}

/**
 * Creates the requested people and adds everyone to their groups. What was done is added to `memory`, even if a
 * later step fails.
 * @param groupNames names of the groups Admin and Premium
 */
export async function assignCast(
  cast: Cast,
  api: ManagementApi,
  memory: Memory,
  groupNames: { admin: string; premium: string },
): Promise<CastMember[]> {
  memory.cast = { admin: cast.admin, premium: cast.premium };
  const groups = {
    admin: await groupId(api, groupNames.admin),
    premium: await groupId(api, groupNames.premium),
  };
  // First, since the other logins may include them.
  const created: (CastMember & { id: string })[] = [];
  for (const person of cast.create ? demoPeopleOf(memory.variables.name) : []) {
    const { login, kind } = person;
    const { id, password } = await createPerson(api, memory, person, cast.profile);
    created.push({ id, login, kind, ...(password !== undefined && { password }) });
  }
  const members: CastMember[] = [];
  for (const kind of ['admin', 'premium'] as const)
    for (const login of cast[kind]) {
      const person = await api.read(path(login));
      if (!person)
        throw new UserError(
          `No user in the org has the login ${login}.`,
          'Run init again with another login.',
        );
      await join(api, memory, groups[kind], text(person.id));
      const known = created.find((one) => one.login === login);
      if (!known) members.push({ login, kind });
      else if (known.kind === 'basic') known.kind = kind;
    }
  for (const { id, ...person } of created) {
    if (person.kind !== 'basic') await join(api, memory, groups[person.kind], id);
    members.push(person);
  }
  return members;
}

async function groupId(api: ManagementApi, name: string): Promise<string> {
  const found = await api.list(`/api/v1/groups?q=${encodeURIComponent(name)}`);
  const group = found.find((item) => inner(item, 'profile').name === name);
  if (!group) throw new UserError(`The org has no group ${name}.`, 'Run init again to create it.');
  return text(group.id);
}

async function join(api: ManagementApi, memory: Memory, group: string, user: string): Promise<void> {
  const there = await api.list(`/api/v1/groups/${group}/users`);
  if (there.some(({ id }) => id === user)) return;
  await api.put(`/api/v1/groups/${group}/users/${user}`);
  memory.members.push({ group, user });
}

/** Existing users keep their password, which we only know if we created them. */
async function createPerson(
  api: ManagementApi,
  memory: Memory,
  { login, firstName, lastName }: DemoPerson,
  further: Fields,
): Promise<{ id: string; password: string | undefined }> {
  const there = await api.read(path(login));
  if (there) {
    const id = text(there.id);
    return { id, password: memory.people.find((person) => person.id === id)?.password };
  }
  // The sandbox's passwords are documented, so an org that others can reach gets random ones.
  const password = `Shop-${randomBytes(9).toString('base64url')}-9a`;
  const made: Fields = await api.post('/api/v1/users?activate=true', {
    profile: { ...further, login, email: login, firstName, lastName },
    credentials: { password: { value: password } },
  });
  const id = text(made.id);
  memory.people.push({ id, login, password });
  return { id, password };
}

/** Undoes `assignCast`: removes memberships, then the people it created. */
export async function dismissCast(api: ManagementApi, { people, members }: Memory): Promise<void> {
  for (const { group, user } of members) await api.delete(`/api/v1/groups/${group}/users/${user}`);
  for (const { id } of people) await removePerson(api, id);
}

/** The first DELETE deactivates, the second removes. It is not an error if the user no longer exists. */
export async function removePerson(api: ManagementApi, id: string): Promise<void> {
  const there = await api.read(`/api/v1/users/${id}`);
  if (!there) return;
  if (there.status !== 'DEPROVISIONED') await api.delete(`/api/v1/users/${id}`);
  await api.delete(`/api/v1/users/${id}`);
}
