import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { count } from '../words.ts';

/**
 * Compares everything that the stack declares with the org, including what no other check covers. If another
 * check has failed, the org is known to differ, so there is no need to report it twice.
 */
export const drift: Check = {
  id: 'drift',
  title: 'Drift from the stack',
  area: 'On stage',
  needs: [
    'trusted-origin',
    'app',
    'redirect-uris',
    'sign-out-uris',
    'initiate-login',
    'grant-types',
    'app-attributes',
    'groups',
    'assignments',
    'o4o-scopes',
    'auth-server',
    'scopes',
    'claims',
    'policies',
    'fulfilment',
    'rules',
    'event-hook',
    'token-hook',
    'idps',
    'routing',
  ],
  docs: 'docs/doctor.md#drift',
  slow: true,
  async run({ demo }) {
    const { same, differing } = await demo.compare();
    if (differing.length === 0)
      return ok(`${count(same, 'resource')} ${same === 1 ? 'matches' : 'match'} the stack.`);
    return warning({
      found: `${count(differing.length, 'resource')} ${differing.length === 1 ? 'differs' : 'differ'}: ${differing.slice(0, 3).join(', ')}${differing.length > 3 ? ', …' : '.'}`,
      details: differing,
      expected: 'The org as declared in stacks/.',
      consequence: 'The demo may not behave as rehearsed.',
      remedy: 'multidemo init --dry-run shows the differences; multidemo init reverts them.',
    });
  },
};
