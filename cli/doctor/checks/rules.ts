import { failure, ok } from '../check.ts';
import { judgeByTokens } from '../decisions.ts';
import type { Check, Verdict } from '../check.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import type { Fields } from '../../provision/value.ts';
import type { Context } from '../context.ts';
import { all, missingFrom, texts } from '../words.ts';

/**
 * Rules of each policy: the first that allows every requested scope applies, so Admin comes before the rule for everyone.
 * https://support.okta.com/help/s/article/tokens-not-issued-with-lifetime-configured-in-access-rule-for-custom-authorization-server
 */
export const rules: Check = {
  id: 'rules',
  title: 'Access policy rules',
  area: 'Authorization server',
  needs: ['policies', 'groups', 'scopes'],
  docs: 'https://developer.okta.com/docs/guides/configure-access-policy/main/#create-access-policy-rules',
  async run(context) {
    const { demo } = context;
    const wanted = await demo.all('okta_auth_server_policy_rule');
    const declared = await demo.all('okta_auth_server_policy');
    // What is missing has its address for an id.
    if (declared.some(({ id, address }) => id === address)) return judgeByTokens(context);
    for (const policy of declared) {
      const path = `${demo.serverPath}/policies/${policy.id}/rules`;
      const own = wanted
        .filter((rule) => rule.policy_id === policy.id)
        .toSorted((one, other) => Number(one.priority) - Number(other.priority));
      const verdict = await compare(context, { name: text(policy.name), path, wanted: own });
      if (verdict === 'other names') return judgeByTokens(context);
      if (verdict) return verdict;
    }
    return ok(`${wanted.length} rules, and Admin comes before Default.`);
  },
};

interface Policy {
  name: string;
  path: string;
  wanted: Fields[];
}

async function compare(
  { demo, org }: Context,
  { name, path, wanted }: Policy,
): Promise<Verdict | 'other names' | undefined> {
  const present = (await org.list(path)).toSorted((a, b) => Number(a.priority) - Number(b.priority));
  const where = `Security > API > Authorization Servers > … > Access Policies > ${name}`;
  for (const rule of wanted) {
    const called = `Rule “${text(rule.name)}” of “${name}”`;
    const there = present.find((item) => item.name === rule.name);
    const consequence = 'Tokens lack scopes: sign-in fails, or parts of the demo fail with 403.';
    if (!there) return 'other names';
    if (there.status !== 'ACTIVE')
      return failure({
        found: `${called} is inactive.`,
        expected: 'Active.',
        consequence,
        remedy: `${where} > ${text(rule.name)} > Activate.`,
        ids: { server: demo.serverId, policy: policyIdIn(path), rule: text(there.id) },
        fix: {
          will: `activate the rule “${text(rule.name)}” of “${name}”`,
          apply: () => org.post(`${path}/${text(there.id)}/lifecycle/activate`),
        },
      });
    const scopes = texts(inner(there, 'conditions', 'scopes').include);
    const grants = texts(inner(there, 'conditions', 'grantTypes').include);
    const groups = texts(inner(there, 'conditions', 'people', 'groups').include);
    const lacks = [
      ...(scopes.includes('*') ? [] : missingFrom(scopes, texts(rule.scope_whitelist))),
      ...missingFrom(grants, texts(rule.grant_type_whitelist)),
      ...(await Promise.all(
        (groups.includes('EVERYONE') ? [] : missingFrom(groups, texts(rule.group_whitelist))).map(
          async (id) => `the group ${await demo.nameOf(id)}`,
        ),
      )),
    ];
    if (lacks.length > 0)
      return failure({
        found: `${called} does not allow ${all(lacks)}.`,
        expected: `${all(texts(rule.scope_whitelist))}.`,
        consequence,
        remedy: `${where} > ${text(rule.name)} > Edit: add ${all(lacks)}.`,
        ids: { server: demo.serverId, policy: policyIdIn(path), rule: text(there.id) },
      });
  }
  return misplaced({ demo, org }, { name, path, wanted }, present, where);
}

/** Of `…/policies/00p1/rules`. */
const policyIdIn = (path: string): string => path.split('/').at(-2) ?? '';

function misplaced(
  { demo, org }: Pick<Context, 'demo' | 'org'>,
  { name, path, wanted }: Policy,
  present: readonly Fields[],
  where: string,
): Verdict | undefined {
  const order = present.filter((item) => wanted.some((rule) => rule.name === item.name));
  const first = wanted.find((rule, at) => order[at]?.name !== rule.name);
  if (!first) return undefined;
  const names = wanted.map((rule) => text(rule.name));
  return failure({
    found: `“${name}” evaluates ${order.map((rule) => text(rule.name)).join(', then ')}.`,
    expected: names.join(', then '),
    consequence: 'If two rules match, the wrong one determines the token lifetimes and the inline hook.',
    remedy: `${where}: drag ${text(first.name)} above the others.`,
    ids: { server: demo.serverId, policy: policyIdIn(path) },
    fix: {
      will: `reorder the rules of “${name}” to ${names.join(', ')}`,
      apply: async () => {
        for (const [at, rule] of wanted.entries()) {
          const there = (await org.list(path)).find((item) => item.name === rule.name);
          if (!there) continue;
          const { name: called, type, conditions, actions } = there;
          await org.put(`${path}/${text(there.id)}`, {
            name: called ?? null,
            type: type ?? 'RESOURCE_ACCESS',
            conditions: conditions ?? {},
            actions: actions ?? {},
            priority: at + 1,
          });
        }
      },
    },
  });
}
