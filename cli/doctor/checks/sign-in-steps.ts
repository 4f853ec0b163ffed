import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { asLine, foretell } from '../foretell.ts';
import { castOf } from '../people.ts';
import { all } from '../words.ts';

/**
 * What the org's policies will ask of each demo person: the global session policy, the app's own policy, and
 * which authenticators must be set up.
 */
export const signInSteps: Check = {
  id: 'sign-in-steps',
  title: 'Sign-in steps',
  area: 'People',
  needs: ['app', 'people'],
  docs: 'docs/doctor.md#sign-in-steps',
  async run(context) {
    const each = await foretell(context, await castOf(context));
    const lines = each.map(asLine);
    const denied = each.filter((one) => one.denied !== undefined);
    const [first] = denied;
    if (first)
      return failure({
        found: `${all(denied.map(({ login }) => login))}: denied by the ${first.denied ?? ''}.`,
        details: lines,
        expected: 'A rule that lets each person sign in.',
        consequence: 'They see “You do not have permission” instead of the shop.',
        remedy:
          first.denied === 'global session policy'
            ? 'Security > Global Session Policy > the policy for their groups: let them in.'
            : 'Security > Authentication Policies > the app’s: let them in.',
        ids: first.policy === undefined ? {} : { policy: first.policy },
      });
    const stuck = each.filter(({ asks, has }) => asks.length > 1 && has.length === 0);
    const mustEnroll = each.filter((one) => one.mustEnroll.length > 0);
    const surprised = [...new Set([...stuck, ...mustEnroll])];
    const [surprise] = surprised;
    if (surprise)
      return warning({
        found: `${asLine(surprise)}.`,
        details: lines,
        expected: 'No setup in front of the audience.',
        consequence: `${all(surprised.map(({ login }) => login))} must set up an authenticator at the next sign-in.`,
        remedy:
          mustEnroll.length > 0
            ? 'Sign in once as each of them before you present, or make it optional: Security > Authenticators > Enrollment.'
            : 'Sign in once as each of them before you present, or require less: Security > Authentication Policies.',
      });
    return ok(
      each.some(({ asks }) => asks.length > 1)
        ? 'A second factor, which everyone who needs it has.'
        : 'Only a password.',
      lines,
    );
  },
};
