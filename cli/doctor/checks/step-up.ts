import { decideStepUp } from '../../../app/index.ts';
import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { text } from '../../provision/kinds/kind.ts';
import { admins, loginOf } from '../people.ts';

/** What each admin will need to approve an order: the enrolled factors, and which of them the shop supports. */
export const stepUp: Check = {
  id: 'step-up',
  title: 'Admin step-up',
  area: 'People',
  needs: ['admins'],
  docs: 'https://developer.okta.com/docs/guides/step-up-authentication/main/',
  async run(context) {
    const cast = await admins(context);
    const each = await Promise.all(
      cast.map(async (person) => {
        const factors = await context.org.list(`/api/v1/users/${text(person.id)}/factors`);
        return { login: loginOf(person), ...decideStepUp(factors) };
      }),
    );
    const lines = each.map(({ login, sentence }) => `${login}: ${sentence}`);
    const stopped = each.filter((one) => one.factors.length === 0);
    const [first] = stopped;
    if (!first) return ok(lines.length === 1 ? (lines[0] ?? '') : 'Every admin can approve orders.', lines);
    return warning({
      found: stopped.map(({ login, sentence }) => `${login}: ${sentence}`).join(' '),
      details: lines,
      expected:
        'An activated factor that the shop supports: Okta Verify, Google Authenticator, Phone (SMS) or Email.',
      consequence: `${stopped.map(({ login }) => login).join(', ')} cannot approve orders.`,
      remedy: `Sign in to the org as ${stopped.map(({ login }) => login).join(', then as ')} > Settings > Security Methods: set up Okta Verify or Google Authenticator.`,
    });
  },
};
