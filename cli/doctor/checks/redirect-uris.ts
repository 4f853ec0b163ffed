import { compareAddresses } from '../addresses.ts';
import type { Check } from '../check.ts';

/** All addresses that Okta redirects to from the ways to sign in. */
export const redirectUris: Check = {
  id: 'redirect-uris',
  title: 'Redirect URIs',
  area: 'Application',
  needs: ['app'],
  docs: 'https://developer.okta.com/docs/guides/redirect-uris/',
  run: (context) =>
    compareAddresses(context, {
      field: 'redirect_uris',
      called: 'sign-in redirect URI',
      console: 'Sign-in redirect URIs',
      consequence: 'Sign-in ends on Okta’s 400 page, “redirect_uri must be in the list”.',
    }),
};
