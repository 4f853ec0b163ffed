import { explainDecision } from '../../app/index.ts';
import type { AccessPolicy, AccessRule } from '../../app/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { Fields } from '../provision/value.ts';
import { failure, ok } from './check.ts';
import type { Fix, Verdict } from './check.ts';
import type { Context } from './context.ts';
import { all, missingFrom, texts } from './words.ts';

interface Asking {
  who: string;
  clientId: string;
  grantType: string;
  groupIds: string[];
  scopes: readonly string[];
}

/** A rule that is for those who ask, but for some scopes or the grant type. */
interface Nearest {
  policy: AccessPolicy;
  rule: AccessRule;
  scopes: string[];
  grantTypes: string[];
}

/**
 * What the org's policies grant, regardless of the names of policies and rules: an org that someone has
 * configured by hand has other names than the stack, and the same tokens.
 */
export async function judgeByTokens(context: Context): Promise<Verdict> {
  const policies = await policiesOf(context);
  const asking = await whoAsks(context);
  const refused = asking
    .map((one) => ({ ...one, rules: rulesFor(policies, one) }))
    .filter(({ who: _, rules, ...request }) => {
      const decision = explainDecision(rules, { userId: '', ...request }, (id) => id);
      return decision.at(-1)?.fits !== true;
    })
    .map((one) => ({ ...one, near: nearestRule(one.rules, one) }));
  const [first] = refused;
  if (!first)
    return ok(
      `Names differ from the stack, but ${all(asking.map(({ who }) => who))} get the scopes that they request.`,
    );
  const lacks = (rule: Nearest | undefined): string =>
    rule ? ` (${nameOf(rule)} does not allow ${all([...rule.scopes, ...rule.grantTypes])})` : '';
  const fixable = refused.flatMap(({ near }) => near ?? []);
  const needed = [...new Set(fixable.flatMap(({ scopes, grantTypes }) => [...scopes, ...grantTypes]))];
  return failure({
    found: `No rule grants ${first.who} ${all(first.scopes)}${lacks(first.near)}.`,
    details: refused.map(({ who, scopes, near }) => `${who}: ${all(scopes)}${lacks(near)}`),
    expected:
      'An active policy for the client, with a rule that allows the grant type, the user and every scope.',
    consequence: 'They get no token: sign-in fails, or that part of the demo fails with 403.',
    remedy:
      needed.length === 0
        ? `Run multidemo init, or add the rule: ${where}.`
        : `${where}: add ${all(needed)} to the rules${needed.includes('offline_access') ? ', or leave offline_access out of OKTA_SCOPES' : ''}.`,
    ids: { server: context.demo.serverId },
    ...(fixable.length === refused.length && { fix: extend(context, fixable) }),
  });
}

const where = 'Security > API > Authorization Servers > … > Access Policies';
const nameOf = ({ policy, rule }: Nearest): string => `“${rule.name}” of “${policy.name}”`;

const rulesFor = (policies: AccessPolicy[], { grantType }: Asking): AccessPolicy[] =>
  grantType === 'client_credentials' ? policies.map(forMachines) : policies;

/** The rule for this client and user that lacks the least. */
function nearestRule(policies: readonly AccessPolicy[], asking: Asking): Nearest | undefined {
  const { clientId, groupIds, grantType, scopes } = asking;
  const isMachine = grantType === 'client_credentials';
  const candidates = policies
    .filter(
      ({ status, clients }) =>
        status === 'ACTIVE' && ['ALL_CLIENTS', clientId].some((id) => clients.includes(id)),
    )
    .flatMap((policy) => policy.rules.map((rule) => ({ policy, rule })))
    .filter(
      ({ rule }) => rule.status === 'ACTIVE' && rule.grantTypes.includes('client_credentials') === isMachine,
    )
    .filter(({ rule }) => ['EVERYONE', ...groupIds].some((id) => rule.groups.includes(id)))
    .map(({ policy, rule }) => ({
      policy,
      rule,
      scopes: rule.scopes.includes('*') ? [] : missingFrom(rule.scopes, scopes),
      grantTypes: missingFrom(rule.grantTypes, [grantType]),
    }));
  return candidates.toSorted((one, other) => lacking(one) - lacking(other))[0];
}

const lacking = ({ scopes, grantTypes }: Nearest): number => scopes.length + grantTypes.length;

function extend({ demo, org }: Context, rules: readonly Nearest[]): Fix {
  const byId = new Map<string, Nearest>();
  for (const rule of rules) {
    const known = byId.get(rule.rule.id);
    const merged = (name: 'scopes' | 'grantTypes') => [...new Set([...(known?.[name] ?? []), ...rule[name]])];
    byId.set(rule.rule.id, { ...rule, scopes: merged('scopes'), grantTypes: merged('grantTypes') });
  }
  const each = [...byId.values()];
  return {
    will: each
      .map((rule) => `allow ${all([...rule.scopes, ...rule.grantTypes])} in the rule ${nameOf(rule)}`)
      .join('; '),
    apply: async () => {
      for (const { policy, rule, scopes, grantTypes } of each) {
        const path = `${demo.serverPath}/policies/${policy.id}/rules/${rule.id}`;
        const there = await org.read(path);
        if (!there) continue;
        const { name, type, priority, actions } = there;
        const conditions = inner(there, 'conditions');
        const more = (key: string, added: string[]): Fields => ({
          [key]: { ...inner(conditions, key), include: [...texts(inner(conditions, key).include), ...added] },
        });
        await org.put(path, {
          name: name ?? null,
          type: type ?? null,
          priority: priority ?? null,
          actions: actions ?? {},
          conditions: { ...conditions, ...more('scopes', scopes), ...more('grantTypes', grantTypes) },
        });
      }
    },
  };
}

async function whoAsks({ config, demo, org }: Context): Promise<Asking[]> {
  const { okta, scopes } = config;
  const admins = (await demo.group('admin')).id;
  const builtIn = encodeURIComponent('type eq "BUILT_IN"');
  const everyone = (await org.list(`/api/v1/groups?filter=${builtIn}`)).find(
    (group) => inner(group, 'profile').name === 'Everyone',
  )?.id;
  const groupIds = everyone === undefined ? [] : [text(everyone)];
  const person = { clientId: okta.clientId, grantType: 'authorization_code' };
  const client = inner(await demo.app(), 'settings', 'oauthClient');
  // The embedded widget, if the app may use it: the check `grant-types` says whether it should.
  const isEmbedded = texts(client.grant_types).includes('interaction_code');
  return [
    { ...person, who: 'everyone', groupIds, scopes: scopes.person },
    ...(isEmbedded
      ? [
          {
            ...person,
            who: 'everyone (widget)',
            grantType: 'interaction_code',
            groupIds,
            scopes: scopes.person,
          },
        ]
      : []),
    {
      ...person,
      who: 'admins',
      groupIds: [...groupIds, ...(admins === undefined ? [] : [admins])],
      scopes: scopes.admin,
    },
    ...(okta.service
      ? [
          {
            who: 'the batch app',
            clientId: okta.service.clientId,
            grantType: 'client_credentials',
            groupIds: [],
            scopes: ['orders:read', 'orders:update'],
          },
        ]
      : []),
  ];
}

/** In the order in which Okta looks at them. */
async function policiesOf({ demo, org }: Context): Promise<AccessPolicy[]> {
  const path = `${demo.serverPath}/policies`;
  const inOrder = (items: Fields[]) =>
    items.toSorted((one, other) => Number(one.priority) - Number(other.priority));
  return Promise.all(
    inOrder(await org.list(path)).map(async (policy) => ({
      ...named(policy),
      clients: texts(inner(policy, 'conditions', 'clients').include),
      rules: inOrder(await org.list(`${path}/${text(policy.id)}/rules`)).map((rule) => ({
        ...named(rule),
        grantTypes: texts(inner(rule, 'conditions', 'grantTypes').include),
        scopes: texts(inner(rule, 'conditions', 'scopes').include),
        groups: texts(inner(rule, 'conditions', 'people', 'groups').include),
        users: texts(inner(rule, 'conditions', 'people', 'users').include),
      })),
    })),
  );
}

/** A machine is in no group: rules look at its client and the grant type alone. */
const forMachines = (policy: AccessPolicy): AccessPolicy => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule, groups: ['EVERYONE'] })),
});

const named = ({ id, name, status, priority }: Fields) => ({
  id: text(id),
  name: text(name),
  status: text(status),
  priority: Number(priority),
});
