import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';

/** Difference in seconds that is noticeable. */
const noticeable = 30;
/** A machine that is behind by more sees tokens issued in the future, which the Sign-In Widget rejects. */
const widgetSkew = 300;
/** A machine that is ahead by more sees every token as expired. */
const tokenLifetime = 3600;

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
    const isAhead = seconds > 0;
    const fails = off >= (isAhead ? tokenLifetime : widgetSkew);
    const finding = {
      found: `This machine is ${off} s ${isAhead ? 'ahead of' : 'behind'} the org.`,
      expected: `Less than ${noticeable} s.`,
      consequence: consequences[isAhead ? 'ahead' : 'behind'][fails ? 'failure' : 'warning'],
      remedy: 'Turn on network time in the system settings.',
    };
    return fails ? failure(finding) : warning(finding);
  },
};

const consequences = {
  ahead: {
    warning: 'Tokens seem to expire early, and a sign-in or second factor seems older than it is.',
    failure: 'The shop rejects every token as expired.',
  },
  behind: {
    warning: 'Tokens seem valid after the org no longer accepts them.',
    failure:
      'The Sign-In Widget and auth-js reject tokens as issued in the future (they allow 300 s); sign-in by redirect still works.',
  },
};
