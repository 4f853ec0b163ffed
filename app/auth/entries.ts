/** The ways to sign in, in the order of the Log in menu. Each has its own redirect URI: /login/{id}/authorized. */
export interface LoginEntry {
  id: string;
  path: string;
  /** Plain name. */
  name: string;
  /** What it is in OAuth terms. */
  terms: string;
}

export const loginEntries: readonly LoginEntry[] = [
  {
    id: 'okta',
    path: '/login/okta',
    name: 'Okta sign-in page',
    terms: 'Redirect · authorization code with PKCE',
  },
];
