import { failure, ok } from '../check.ts';
import { judgeByTokens } from '../decisions.ts';
import type { Check } from '../check.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import { all, missingFrom, texts, show } from '../words.ts';

/** Access policies: the clients of each, and the order in which the org evaluates them. */
export const policies: Check = {
  id: 'policies',
  title: 'Access policies',
  area: 'Authorization server',
  needs: ['auth-server', 'app'],
  docs: 'https://developer.okta.com/docs/guides/configure-access-policy/main/',
  async run(context) {
    const { demo, org } = context;
    const wanted = (await demo.all('okta_auth_server_policy')).toSorted(
      (one, other) => Number(one.priority) - Number(other.priority),
    );
    const present = await org.list(`${demo.serverPath}/policies`);
    const at = (name: string) => present.find((item) => item.name === name);
    if (wanted.some(({ name }) => !at(text(name)))) return judgeByTokens(context);
    const where = 'Security > API > Authorization Servers > … > Access Policies';
    const consequence = 'The client gets no token, or one based on another policy’s rules.';
    for (const policy of wanted) {
      const name = text(policy.name);
      const there = at(name);
      const path = `${demo.serverPath}/policies/${show(there?.id)}`;
      if (!there) continue;
      if (there.status !== 'ACTIVE')
        return failure({
          found: `“${name}” is inactive.`,
          expected: 'Active.',
          consequence,
          remedy: `${where} > ${name} > Activate.`,
          ids: { server: demo.serverId, policy: text(there.id) },
          fix: {
            will: `activate the access policy “${name}”`,
            apply: () => org.post(`${path}/lifecycle/activate`),
          },
        });
      if (policy.ignored.includes('client_whitelist')) continue;
      const clients = texts(inner(there, 'conditions', 'clients').include);
      const missing = missingFrom(clients, texts(policy.client_whitelist));
      if (missing.length > 0 && !clients.includes('ALL_CLIENTS')) {
        const names = await Promise.all(missing.map((id) => demo.nameOf(id)));
        return failure({
          found: `“${name}” is not assigned to ${all(names)}.`,
          expected: `“${name}” assigned to ${all(names)}.`,
          consequence,
          remedy: `${where} > ${name} > Edit: Assign to ${all(names)}.`,
          ids: { server: demo.serverId, policy: text(there.id) },
        });
      }
    }
    const order = wanted.map((policy) => Number(at(text(policy.name))?.priority));
    if (order.some((priority, index) => index > 0 && priority <= (order[index - 1] ?? 0))) {
      const now = wanted.toSorted(
        (one, other) => Number(at(text(one.name))?.priority) - Number(at(text(other.name))?.priority),
      );
      return failure({
        found: `The policies are in the order ${now.map((item) => text(item.name)).join(', ')}.`,
        expected: wanted.map((item) => text(item.name)).join(', '),
        consequence,
        remedy: `${where}: drag them into this order.`,
        ids: { server: demo.serverId },
      });
    }
    return ok(`${wanted.length} policies, in order and assigned to their clients.`);
  },
};
