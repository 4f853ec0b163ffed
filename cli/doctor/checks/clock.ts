import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';

/** Difference in seconds that is noticeable, and at which tokens are rejected. */
const noticeable = 30;
const refused = 240;

/** Compares this machine's clock with the `Date` header of the org. */
export const clock: Check = {
  id: 'clock',
  title: 'Clock',
  area: 'Okta org',
  needs: ['org'],
  docs: 'https://developer.okta.com/docs/guides/validate-id-tokens/main/',
  async run({ config, door, now }) {
    const before = now();
    const { headers } = await door.ask(`${config.okta.baseUrl}/.well-known/okta-organization`);
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date)) return ok('Not compared: the org’s response has no Date header.');
    // `Date` has whole seconds; half of the round trip lies between the two clocks.
    const seconds = Math.round(((before + now()) / 2 - date - 500) / 1000);
    const off = Math.abs(seconds);
    if (off < noticeable) return ok(off < 2 ? 'In sync.' : `${off} s from the org's.`);
    const finding = {
      found: `This machine is ${off} s ${seconds > 0 ? 'ahead of' : 'behind'} the org.`,
      expected: `Less than ${noticeable} s.`,
      consequence:
        off < refused ? 'Tokens appear older or newer than they are.' : 'The shop rejects every token.',
      remedy: 'Turn on network time in the system settings.',
    };
    return off < refused ? warning(finding) : failure(finding);
  },
};
