import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import { correct } from '../local-value.ts';
import { show, texts } from '../words.ts';

/** Length of a demo in minutes, including questions. */
const demoMinutes = 60;

/** How long a demo session lasts: access tokens, extended by refresh tokens. */
export const lifetimes: Check = {
  id: 'lifetimes',
  title: 'Lifetimes',
  area: 'Authorization server',
  needs: ['rules', 'grant-types'],
  docs: 'https://developer.okta.com/docs/guides/refresh-tokens/main/',
  async run(context) {
    const { config, demo, org } = context;
    const path = `${demo.serverPath}/policies`;
    const policies = await org.list(path);
    const inOrder = policies.toSorted((one, other) => Number(one.priority) - Number(other.priority));
    // The first policy for the app, whatever it is called.
    const policy = inOrder.find((item) => {
      const clients = texts(inner(item, 'conditions', 'clients').include);
      return (
        item.status === 'ACTIVE' && ['ALL_CLIENTS', config.okta.clientId].some((id) => clients.includes(id))
      );
    });
    const where = `Security > API > Authorization Servers > … > Access Policies > ${show(policy?.name)}`;
    const refreshed = config.scopes.person.includes('offline_access');
    for (const rule of policy ? await org.list(`${path}/${show(policy.id)}/rules`) : []) {
      const { accessTokenLifetimeMinutes, refreshTokenLifetimeMinutes, refreshTokenWindowMinutes } = inner(
        rule,
        'actions',
        'token',
      );
      const access = Number(accessTokenLifetimeMinutes);
      const window = Number(refreshTokenWindowMinutes);
      const total = Number(refreshTokenLifetimeMinutes) || Infinity; // 0 means unlimited
      const lasts = refreshed ? Math.max(access, Math.min(total, Math.max(window, access))) : access;
      if (lasts < demoMinutes)
        return warning({
          found: `Under the rule “${text(rule.name)}”, sessions end after ${lasts} minutes.`,
          expected: `At least ${demoMinutes} minutes.`,
          consequence: 'Users are signed out in the middle of the demo.',
          remedy: `${where} > ${text(rule.name)} > Edit: access token ${demoMinutes} minutes, refresh token 7 days.`,
          ids: { server: demo.serverId, policy: text(policy?.id), rule: text(rule.id) },
        });
    }
    if (!refreshed)
      return warning({
        found: 'OKTA_SCOPES does not contain offline_access, so there are no refresh tokens.',
        expected: 'offline_access.',
        consequence: 'The session ends when the access token expires.',
        remedy: 'Add offline_access to OKTA_SCOPES.',
        fix: await correct(context, { OKTA_SCOPES: [...config.scopes.person, 'offline_access'].join(',') }),
      });
    return ok('Sessions are renewed and outlast a demo.');
  },
};
