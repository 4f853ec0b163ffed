import type { App } from '../../org/apps/model.ts';

type Json = Readonly<Record<string, unknown>>;

/** Names that Okta gives to its own templates and protocols; every other name that a request brings is of the catalog. */
const own = /^(oidc_client|bookmark|template_\w+|saasure|flow|okta_\w+_sso)$/;

/** Whether an app of that name comes from the Okta Integration Network. */
export const isFromCatalog = (name: string | undefined): name is string =>
  name !== undefined && !own.test(name);

const full = { supportType: 'FULL', identityStack: 'NOT_SHARED' };
const shared = { supportType: 'FULL', identityStack: 'SHARED' };
const partial = { supportType: 'PARTIAL', identityStack: 'SHARED' };

/**
 * Third-party apps that the org can sign people out of, each in the app's own way.
 * @see https://help.okta.com/oie/en-us/content/topics/itp/universal-logout-supported-apps.htm
 */
const universalLogouts: Readonly<Record<string, Json>> = {
  boxnet: full,
  dropbox_for_business: full,
  google: shared,
  office365: partial,
  pagerduty: full,
  salesforce: full,
  slack: full,
  zendesk: full,
  zoomus: full,
};

/** What can be said of the app's Universal Logout, when it is one of those. */
export function catalogUniversalLogout(name: string): Json | undefined {
  const known = universalLogouts[name];
  return known && { status: 'DISABLED', ...known, protocol: 'PROPRIETARY' };
}

/**
 * The ways into an app of the catalog: those that the request shows or hides, else its only one.
 * @param given `visibility.appLinks` of the request
 */
export const catalogLinks = (
  name: string,
  signOnMode: App['signOnMode'],
  given: Readonly<Record<string, boolean>> | undefined,
): Readonly<Record<string, boolean>> =>
  given && Object.keys(given).length > 0 ? given : { [linkNames[signOnMode]?.(name) ?? 'login']: true };

const linkNames: Readonly<Record<string, (name: string) => string>> = {
  BROWSER_PLUGIN: (name) => `${name}_login`,
  OPENID_CONNECT: (name) => `${name}_link`,
};
