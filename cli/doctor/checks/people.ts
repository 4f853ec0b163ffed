import { demoPeople } from '../../provision/people.ts';
import { failure, ok } from '../check.ts';
import type { Check, Fix } from '../check.ts';
import { text } from '../../provision/kinds/kind.ts';
import type { Fields } from '../../provision/value.ts';
import type { Context } from '../context.ts';
import { castOf, loginOf } from '../people.ts';
import { all, missingFrom, show } from '../words.ts';

/** The demo people can sign in: active, not locked, no expired password. */
export const people: Check = {
  id: 'people',
  title: 'Demo accounts',
  area: 'People',
  needs: ['groups'],
  docs: 'https://developer.okta.com/docs/reference/api/users/#user-status',
  async run(context) {
    const cast = await castOf(context);
    const absent = context.sandbox
      ? missingFrom(
          cast.map(loginOf),
          demoPeople.map(({ login }) => login),
        )
      : [];
    if (absent.length > 0)
      return failure({
        found: `${all(absent)} ${absent.length === 1 ? 'is' : 'are'} not in the org.`,
        expected: 'The accounts that serve prints.',
        consequence: 'The demo accounts cannot sign in.',
        remedy: 'Run multidemo sandbox --reset, then multidemo serve.',
      });
    const wrong = cast.filter(({ status }) => status !== 'ACTIVE');
    if (wrong.length === 0) return ok(`${all(cast.map(loginOf))}: active.`);
    const states = wrong.map(
      (person) => `${loginOf(person)} ${meaning[show(person.status)] ?? `is ${show(person.status)}`}`,
    );
    return failure({
      found: `${all(states)}.`,
      expected: 'Active.',
      consequence: 'These accounts cannot sign in, or see an unexpected page.',
      remedy: `Directory > People > ${wrong.map(loginOf).join(', ')}: ${[...new Set(wrong.map(({ status }) => remedies[show(status)] ?? 'Activate'))].join(', ')}.`,
      ids: wrong.length === 1 ? { person: text(wrong[0]?.id) } : {},
      fix: unlock(context, wrong),
    });
  },
};

const meaning: Record<string, string> = {
  LOCKED_OUT: 'is locked out',
  SUSPENDED: 'is suspended',
  DEPROVISIONED: 'is deactivated',
  PASSWORD_EXPIRED: 'must change their password',
  RECOVERY: 'has a pending password reset',
  STAGED: 'is not activated yet',
  PROVISIONED: 'has no password yet',
};
const remedies: Record<string, string> = {
  LOCKED_OUT: 'Unlock',
  SUSPENDED: 'Unsuspend',
  PASSWORD_EXPIRED: 'Reset password',
  RECOVERY: 'Reset password',
};

/** Only unlocks accounts: suspended or deactivated ones are that way on purpose. */
function unlock({ org }: Context, wrong: readonly Fields[]): Fix | undefined {
  const locked = wrong.filter(({ status }) => status === 'LOCKED_OUT');
  if (locked.length === 0) return undefined;
  return {
    will: `unlock ${all(locked.map(loginOf))}`,
    apply: async () => {
      for (const { id } of locked) await org.post(`/api/v1/users/${text(id)}/lifecycle/unlock`);
    },
  };
}
