import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';

/** The shop's pages may call the org: the CORS headers that Okta sends also arrive here. */
export const browserAccess: Check = {
  id: 'browser-access',
  title: 'Requests from the browser',
  area: 'Okta org',
  needs: ['trusted-origin'],
  docs: 'https://developer.okta.com/docs/guides/enable-cors/',
  async run({ config, door }) {
    const origin = config.appUrl;
    const answer = await door.ask(`${config.okta.baseUrl}/api/v1/sessions/me`, { headers: { origin } });
    if (answer.headers.get('access-control-allow-origin') === origin) return ok(`Allowed for ${origin}.`);
    return failure({
      found: `${origin} is a trusted origin, but the response has no CORS header for it.`,
      expected: `Access-Control-Allow-Origin: ${origin}.`,
      consequence: 'The browser blocks the widget’s and the custom form’s requests to the org.',
      remedy:
        'A proxy or gateway between this machine and the org removes the header: have it pass on Access-Control-*, or use another network.',
    });
  },
};
