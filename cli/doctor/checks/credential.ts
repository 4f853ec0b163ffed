import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { RefusedServiceApp } from '../../provision/authorize.ts';

/** The shop's own credential for the Management API is accepted. */
export const credential: Check = {
  id: 'credential',
  title: 'API credential',
  area: 'Okta org',
  needs: ['org'],
  docs: 'https://developer.okta.com/docs/guides/create-an-api-token/main/',
  async run({ config, org }) {
    const { management } = config.okta;
    if (!management)
      return failure({
        found: 'No credential is set.',
        expected: 'OKTA_API_KEY, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY.',
        consequence: 'Portfolio, developer portal and config pages do not work, and most checks cannot run.',
        remedy: 'Run multidemo init, or create a token under Security > API > Tokens and set OKTA_API_KEY.',
      });
    if (management.kind === 'token') {
      const me = await org.read('/api/v1/users/me');
      const login = (me?.profile as { login?: string } | undefined)?.login ?? 'someone';
      return ok(`The API token of ${login} is accepted.`);
    }
    try {
      await org.probe('/api/v1/apps?limit=1');
      return ok(`Service app ${management.clientId} is accepted.`);
    } catch (error) {
      if (!(error instanceof RefusedServiceApp)) throw error;
      return failure({
        found: error.message.slice(0, 250),
        expected: 'An access token for the service app.',
        consequence: 'Portfolio, developer portal and config pages do not work.',
        remedy:
          'Applications > the service app: check that General > Client Credentials lists the public key, and that Okta API Scopes are granted.',
      });
    }
  },
};
