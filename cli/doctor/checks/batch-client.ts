import { z } from 'zod';
import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { askAsClient, oauthError } from '../token-request.ts';
import { all } from '../words.ts';

const scope = 'orders:update';

/** Requests the batch job's token (client credentials). */
export const batchClient: Check = {
  id: 'batch-client',
  title: 'Batch app',
  area: 'Authorization server',
  needs: ['rules'],
  docs: 'https://developer.okta.com/docs/guides/implement-grant-type/clientcreds/main/',
  slow: true,
  async run({ config, demo, door, redactor }) {
    const { issuer, service } = config.okta;
    const consequence = 'multidemo orders fulfil cannot approve orders.';
    if (!service)
      return warning({
        found: 'The batch app is not configured.',
        expected: 'OKTA_SERVICE_CLIENT_ID and OKTA_SERVICE_CLIENT_SECRET.',
        consequence,
        remedy: 'multidemo init',
      });
    const form = { grant_type: 'client_credentials', scope };
    const answer = await askAsClient(door, `${issuer}/v1/token`, service, form);
    const token = z.object({ access_token: z.string() }).safeParse(answer.json);
    if (token.success) {
      redactor.add(token.data.access_token);
      return ok(`Gets a token with ${all([scope])}.`);
    }
    const error = oauthError(answer);
    if (error === undefined) answer.expectOkta();
    const wrongSecret = error === 'invalid_client';
    return failure({
      found: `The org responds with ${error ?? answer.status} to its request for ${scope}.`,
      expected: 'An access token.',
      consequence,
      remedy: wrongSecret
        ? 'Applications > … batch > General: copy the client ID and secret into OKTA_SERVICE_CLIENT_ID and OKTA_SERVICE_CLIENT_SECRET.'
        : 'Security > API > Authorization Servers > … > Access Policies > Client credentials: check that the batch app is assigned and has a rule; or run multidemo init.',
      ids: { app: service.clientId, server: demo.serverId },
    });
  },
};
