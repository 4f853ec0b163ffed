import { compareAddresses } from '../addresses.ts';
import type { Check } from '../check.ts';

/** Where Okta redirects users after sign-out. */
export const signOutUris: Check = {
  id: 'sign-out-uris',
  title: 'Sign-out URIs',
  area: 'Application',
  needs: ['app'],
  docs: 'https://developer.okta.com/docs/guides/sign-users-out/',
  run: (context) =>
    compareAddresses(context, {
      field: 'post_logout_redirect_uris',
      called: 'sign-out redirect URI',
      console: 'Sign-out redirect URIs',
      consequence: 'Sign-out ends on an Okta error page.',
    }),
};
