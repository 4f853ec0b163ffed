import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';

/** Share of the limit below which an audience with many laptops may exceed it. */
const little = 0.2;

/** What is left of the org's rate limit in this minute. */
export const rateLimit: Check = {
  id: 'rate-limit',
  title: 'Rate limit',
  area: 'Okta org',
  needs: ['credential'],
  docs: 'https://developer.okta.com/docs/reference/rate-limits/',
  async run({ org }) {
    const answer = (await org.get('/api/v1/apps?limit=1')).expectOkta();
    const limit = Number(answer.headers.get('x-rate-limit-limit') ?? NaN);
    const remaining = Number(answer.headers.get('x-rate-limit-remaining') ?? NaN);
    if (Number.isNaN(limit) || Number.isNaN(remaining)) return ok('The org does not report a rate limit.');
    if (remaining / limit >= little) return ok(`${remaining} of ${limit} requests left this minute.`);
    return warning({
      found: `${remaining} of ${limit} requests left this minute.`,
      expected: `At least ${Math.ceil(limit * little)} requests.`,
      consequence: 'Pages fail with 429 until the limit resets.',
      remedy: 'Wait a minute. Reports > Rate Limits shows what uses up the requests.',
    });
  },
};
