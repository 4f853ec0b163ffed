/** The app of bare oidc-provider. */
export const client = {
  id: 'bench',
  secret: 'a-secret-for-the-bench-only-0123456789',
  redirectUri: 'http://localhost:1/callback',
};
