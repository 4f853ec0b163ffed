import { z } from 'zod';
import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { correct } from '../local-value.ts';
import { newAttempt } from '../round-trip.ts';
import { askAsClient, oauthError } from '../token-request.ts';

const metadata = z.object({ pushed_authorization_request_endpoint: z.string() });
const pushed = z.object({ request_uri: z.string() });

/** The org accepts the request that the shop pushes (RFC 9126). */
export const par: Check = {
  id: 'par',
  title: 'Pushed authorization requests',
  area: 'Authorization server',
  needs: ['client-secret', 'redirect-uris', 'scopes'],
  docs: 'https://developer.okta.com/docs/guides/configure-par/main/',
  async run(context) {
    const { config, door } = context;
    const { issuer, par: isUsed } = config.okta;
    if (!isUsed) return ok('Not used: OKTA_PAR is off.');
    const consequence = 'Users cannot sign in, because the org does not return a request_uri.';
    const fix = await correct(context, { OKTA_PAR: 'false' });
    const discovered = (await door.ask(`${issuer}/.well-known/openid-configuration`)).expectOkta();
    const endpoint = metadata.safeParse(discovered.json).data?.pushed_authorization_request_endpoint;
    if (endpoint === undefined)
      return failure({
        found: 'The authorization server publishes no endpoint for them.',
        expected: 'pushed_authorization_request_endpoint in its metadata.',
        consequence,
        remedy: 'Set OKTA_PAR=false in .env, or ask Okta to enable the feature for the org.',
        fix,
      });
    const request = new URL(newAttempt(context, config.scopes.person).url).searchParams;
    const answer = await askAsClient(door, endpoint, config.okta, request);
    if (pushed.safeParse(answer.json).success) return ok('The org accepts the shop’s request.');
    const error = oauthError(answer);
    if (error === undefined) answer.expectOkta();
    return failure({
      found: `The org responds with ${error ?? answer.status} to the shop’s request.`,
      expected: 'A request_uri.',
      consequence,
      remedy: 'Run multidemo doctor --only scopes,redirect-uris; or set OKTA_PAR=false in .env.',
      fix,
    });
  },
};
