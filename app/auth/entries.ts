import type { Config } from '../config/config.ts';

/** The ways to sign in, in the order of the Sign in menu. */
export interface LoginEntry {
  id: string;
  path: string;
  /** Plain name. */
  name: string;
  /** What it is in OAuth terms. */
  terms: string;
  icon: string;
  isRecommended?: true;
  isDeprecated?: true;
}

export interface LoginGroup {
  title: string;
  entries: readonly LoginEntry[];
}

const loginGroups: readonly LoginGroup[] = [
  {
    title: 'Okta hosts the form',
    entries: [
      {
        id: 'okta',
        path: '/login/okta',
        name: 'Okta sign-in page',
        terms: 'Redirect · authorization code with PKCE',
        icon: 'out',
        isRecommended: true,
      },
    ],
  },
  {
    title: 'Okta Sign-In Widget',
    entries: [
      {
        id: 'widget',
        path: '/login/widget',
        name: 'Widget in the page',
        terms: 'Embedded · interaction code with PKCE',
        icon: 'panel',
      },
      {
        id: 'implicit',
        path: '/login/implicit',
        name: 'Implicit flow (deprecated)',
        terms: 'Widget · why not to use it',
        icon: 'warning',
        isDeprecated: true,
      },
      {
        id: 'social',
        path: '/login/social',
        name: 'Google, Facebook, SAML',
        terms: 'External identity providers · buttons',
        icon: 'people',
      },
      {
        id: 'idp-discovery',
        path: '/login/idp-discovery',
        name: 'By email domain',
        terms: 'Identity provider discovery · routing rule',
        icon: 'branch',
      },
      {
        id: 'custom-css',
        path: '/login/custom-css',
        name: 'Custom-styled widget',
        terms: 'Same widget · extensive custom CSS',
        icon: 'star',
      },
    ],
  },
  {
    title: 'Build your own form',
    entries: [
      {
        id: 'custom-form',
        path: '/login/custom-form',
        name: 'Custom form',
        terms: 'auth-js · interaction code with PKCE',
        icon: 'code',
      },
    ],
  },
  {
    title: 'On another device',
    entries: [
      {
        id: 'tv',
        path: '/login/tv',
        name: 'Sign in on a TV',
        terms: 'Device authorization grant · code and QR',
        icon: 'screen',
      },
    ],
  },
  {
    title: 'Sign up and recovery',
    entries: [
      {
        id: 'sign-up',
        path: '/login/sign-up',
        name: 'Sign up',
        terms: 'Self-service registration',
        icon: 'plus',
      },
      {
        id: 'recovery',
        path: '/login/recovery',
        name: 'Forgot your password',
        terms: 'Self-service recovery',
        icon: 'key',
      },
    ],
  },
];

/** The entries that this shop offers. */
export function offeredGroups({ okta }: Pick<Config, 'okta'>): readonly LoginGroup[] {
  return loginGroups.filter(({ entries }) => okta.tvClientId !== undefined || entries[0]?.id !== 'tv');
}

/** @throws if there is no such entry, which is a bug */
export function loginEntry(id: string): LoginEntry {
  const found = loginGroups.flatMap(({ entries }) => entries).find((entry) => entry.id === id);
  if (!found) throw new Error(`There is no way to sign in named ${id}.`);
  return found;
}
