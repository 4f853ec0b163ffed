import { explainDecision } from '../../app/index.ts';
import type { AccessPolicy } from '../../app/index.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { Fields } from '../provision/value.ts';
import { failure, ok } from './check.ts';
import type { Verdict } from './check.ts';
import type { Context } from './context.ts';
import { all, texts } from './words.ts';

interface Asking {
  who: string;
  clientId: string;
  grantType: string;
  groupIds: string[];
  scopes: readonly string[];
}

/**
 * What the org's policies give to those who ask, whatever policies and rules are called: an org that someone has
 * configured by hand has other names than the stack, and the same tokens.
 */
export async function judgeByTokens(context: Context): Promise<Verdict> {
  const policies = await policiesOf(context);
  const asking = await whoAsks(context);
  const refused = asking.filter(({ who: _, ...request }) => {
    const rules = request.grantType === 'client_credentials' ? policies.map(forMachines) : policies;
    const decision = explainDecision(rules, { userId: '', ...request }, (id) => id);
    return decision.at(-1)?.fits !== true;
  });
  const [first] = refused;
  if (!first)
    return ok(
      `Names differ from the stack, but ${all(asking.map(({ who }) => who))} get the scopes that they request.`,
    );
  return failure({
    found: `No rule grants ${first.who} ${all(first.scopes)}.`,
    details: refused.map(({ who, scopes }) => `${who}: ${all(scopes)}`),
    expected:
      'An active policy for the client, with a rule that allows the grant type, the user and every scope.',
    consequence: 'They get no token: sign-in fails, or that part of the demo fails with 403.',
    remedy:
      'Run multidemo init, or add the rule: Security > API > Authorization Servers > … > Access Policies.',
  });
}

async function whoAsks({ config, demo }: Context): Promise<Asking[]> {
  const { okta, scopes } = config;
  const admins = (await demo.group('admin')).id;
  const person = { clientId: okta.clientId, grantType: 'authorization_code' };
  return [
    { ...person, who: 'everyone', groupIds: [], scopes: scopes.person },
    { ...person, who: 'admins', groupIds: admins === undefined ? [] : [admins], scopes: scopes.admin },
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
