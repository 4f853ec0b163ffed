import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import { all } from '../words.ts';
import { configuredIdps } from './idps.ts';

/** Routing rules (L5): from the email domain to an identity provider. */
export const routing: Check = {
  id: 'routing',
  title: 'Routing rules',
  area: 'Partners',
  needs: ['idps'],
  docs: 'https://help.okta.com/oie/en-us/content/topics/security/identity_provider_discovery.htm',
  async run({ env, org }) {
    const wanted = configuredIdps(env);
    if (wanted.length === 0) return ok('Not needed without identity providers.');
    const [policy] = await org.list('/api/v1/policies?type=IDP_DISCOVERY');
    const rules = policy ? await org.list(`/api/v1/policies/${text(policy.id)}/rules`) : [];
    const active = rules.filter((rule) => rule.status === 'ACTIVE' && rule.system !== true);
    const leads = active.filter((rule) =>
      wanted.some(({ id }) => JSON.stringify(inner(rule, 'actions')).includes(id)),
    );
    if (leads.length > 0) return ok(`${all(leads.map(({ name }) => text(name)))}.`);
    return failure({
      found:
        active.length > 0
          ? `No active rule routes to one of them (active: ${all(active.map(({ name }) => text(name)))}).`
          : 'There is no active routing rule.',
      expected: 'A rule that routes to one of the identity providers.',
      consequence: 'Users are asked for a password instead of being routed to their identity provider.',
      remedy: 'Security > Identity Providers > Routing rules > Add Routing Rule.',
    });
  },
};
