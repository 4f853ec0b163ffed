import type { Seed, SeedRule } from '../../sandbox/index.ts';

type Lists = Omit<Seed, 'version' | 'org' | 'userAttributes'>;
const lists = ['groups', 'users', 'groupRules', 'apps', 'authorizationServers', 'trustedOrigins'] as const;
const kinds: Record<(typeof lists)[number], string> = {
  groups: 'groups',
  users: 'users',
  groupRules: 'group rules',
  apps: 'apps',
  authorizationServers: 'authorization servers',
  trustedOrigins: 'trusted origins',
};

/**
 * Starts a sandbox org from the seed, in memory, and takes out what it refuses, until it starts.
 * @param leaveOut called with the kind and the reason
 */
export async function fitSandbox(
  seed: Seed,
  leaveOut: (kind: string, reason: string) => void,
): Promise<Seed> {
  const { createSandbox, SeedError } = await import('../../sandbox/index.ts');
  for (let fitting = seed; ;) {
    try {
      await (await createSandbox({ seed: fitting })).close();
      return fitting;
    } catch (error) {
      if (!(error instanceof SeedError)) throw error;
      const smaller = without(fitting, error.problems, leaveOut);
      if (smaller === undefined) throw error;
      fitting = smaller;
    }
  }
}

/**
 * Takes out the items of the first list that has problems: those of later lists may come from it. Undefined if no
 * problem is about an item.
 */
function without(
  seed: Seed,
  problems: readonly string[],
  leaveOut: (kind: string, reason: string) => void,
): Seed | undefined {
  const found = problems.map((problem) => /^(\w+)\[(\d+)\][^:]*: (.*)$/s.exec(problem));
  const list = lists.find((name) => found.some((match) => match?.[1] === name));
  if (list === undefined) return undefined;
  const wrong = new Map(
    found.flatMap((match) => (match?.[1] === list ? [[Number(match[2]), match[3] ?? '']] : [])),
  );
  for (const reason of wrong.values()) leaveOut(kinds[list], reason);
  const kept: Lists = { [list]: (seed[list] ?? []).filter((_, index) => !wrong.has(index)) };
  return withoutLooseEnds({ ...seed, ...kept });
}

/** Without references to groups, users and apps that are not in the seed. */
function withoutLooseEnds(seed: Seed): Seed {
  const groups = new Set(['Everyone', ...(seed.groups ?? []).map(({ name }) => name)]);
  const logins = new Set((seed.users ?? []).map(({ profile }) => profile['login']));
  const labels = new Set<unknown>(['ALL_CLIENTS', ...(seed.apps ?? []).map(({ app }) => app['label'])]);
  const isGroup = (name: string): boolean => groups.has(name);
  return {
    ...seed,
    users: seed.users?.map((user) => ({ ...user, groups: user.groups?.filter(isGroup) })),
    groupRules: seed.groupRules?.map((rule) => ({ ...rule, groups: rule.groups.filter(isGroup) })),
    apps: seed.apps?.map((app) => ({
      ...app,
      groups: app.groups?.filter(({ group }) => isGroup(group)),
      users: app.users?.filter(({ login }) => logins.has(login)),
    })),
    authorizationServers: seed.authorizationServers?.map((server) => ({
      ...server,
      policies: server.policies
        ?.map((policy) => ({
          ...policy,
          clients: policy.clients.filter((label) => labels.has(label)),
          rules: policy.rules
            ?.map((rule) => ({
              ...rule,
              groups: rule.groups?.filter(isGroup),
              users: rule.users?.filter((login) => logins.has(login)),
            }))
            .filter((rule) => !isForNobody(rule)),
        }))
        .filter(({ clients }) => clients.length > 0),
    })),
  };
}

/** Okta refuses rules that let users sign in without saying which. */
export const isForNobody = ({ grantTypes, groups = [], users = [] }: SeedRule): boolean =>
  groups.length + users.length === 0 &&
  grantTypes.some((grant) => ['authorization_code', 'implicit', 'password'].includes(grant));
