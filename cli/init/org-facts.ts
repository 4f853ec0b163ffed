import { z } from 'zod';
import { Door } from '../doctor/door.ts';
import type { Answer } from '../doctor/door.ts';
import { Trouble } from '../doctor/trouble.ts';
import { UserError } from '../errors.ts';
import { RefusedServiceApp, authorizeWith } from '../provision/authorize.ts';
import { initScopes, rightsNeeded } from '../provision/credentials.ts';
import type { Credentials, ServiceApp } from '../provision/credentials.ts';
import { inner } from '../provision/kinds/kind.ts';
import { ManagementApiError, featureCode } from '../provision/management-api.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Fields } from '../provision/value.ts';
import { isLoopback } from '../run/loopback.ts';
import { nearestOktaHost } from './org-url.ts';

/** Milliseconds for the first request to an org. */
const timeout = 10_000;

/** The org's engine: Identity Engine or Classic. */
export type SignInEngine = 'idx' | 'v1';

/** What an org says about itself and about the account. */
export interface OrgFacts {
  name: string;
  engine: SignInEngine;
  /** Whose credentials they are: a login, or the client id of a service app. */
  account: string;
  /** As in `Super administrator`. */
  rights: string;
  /** What the org's plan does not include, as in `authorization servers`. */
  lacking: readonly string[];
  /** Optional parts that the account may not read. */
  forbidden: readonly string[];
}

const organization = z.object({ id: z.string(), pipeline: z.enum(['idx', 'v1']) });

/**
 * Asks the org which engine it runs, without credentials, and by which address it calls itself: an org with a
 * custom domain has two, and tokens and grants name only one of them.
 * @throws UserError if there is no org at this address
 */
export async function findOrg(
  url: string,
  signal: AbortSignal,
): Promise<{ url: string; engine: SignInEngine }> {
  const { host, hostname } = new URL(url);
  const door = new Door(signal, () => undefined, timeout);
  let answer: Answer;
  try {
    answer = await door.askRepeatedly(`${url}/.well-known/okta-organization`);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    const meant = nearestOktaHost(hostname);
    throw new UserError(
      `The org at ${url} is not responding: ${error.message}.`,
      [meant === undefined ? unreachableRemedy(url) : `Did you mean https://${meant}?`],
      { code: 'org_unreachable' },
    );
  }
  const said = organization.safeParse(answer.json);
  if (said.success) return { url: await ownAddress(url, door), engine: said.data.pipeline };
  throw new UserError(
    answer.status === 404 && /\.okta|\.oktapreview/.test(host)
      ? `There is no org at ${url}.`
      : `${url} responds, but is not an Okta org (${answer.status}).`,
    'Copy the address from the Admin Console, at the top right under your name: https://….okta.com.',
    { code: 'org_unreachable' },
  );
}

const metadata = z.object({ issuer: z.url() });

/** The issuer that the org reports (RFC 8414); the given address if it reports none. */
async function ownAddress(url: string, door: Door): Promise<string> {
  const answer = await door.askRepeatedly(`${url}/.well-known/openid-configuration`).catch(() => undefined);
  const issuer = metadata.safeParse(answer?.json).data?.issuer.replace(/\/$/, '');
  if (issuer === undefined || issuer !== new URL(issuer).origin) return url;
  return issuer.startsWith('https:') || isLoopback(issuer) ? issuer : url;
}

const unreachableRemedy = (url: string): string =>
  isLoopback(url)
    ? 'Start it with `multidemo sandbox`, or correct --org-url.'
    : 'Check the address and the network.';

/**
 * Verifies the credentials immediately: that the org accepts them, whose they are, and that they have the
 * permissions that init needs.
 * @throws UserError naming the problem or the missing permissions
 */
export async function verifyAccount(
  url: string,
  credentials: Credentials,
  api: ManagementApi,
): Promise<Omit<OrgFacts, 'engine'>> {
  const who = credentials.kind === 'token' ? await ownerOf(api) : await serviceApp(api, credentials);
  const limits = await limitsOf(api, who.account);
  const org = await unlessForbidden(api.read('/api/v1/org'));
  const name = org?.companyName;
  return { ...who, ...limits, name: typeof name === 'string' && name !== '' ? name : new URL(url).host };
}

const roleNames: Record<string, string> = { SUPER_ADMIN: 'Super administrator', CUSTOM: 'Custom admin role' };

/** @throws UserError if the org rejects the API token */
export async function tokenOwner(api: ManagementApi): Promise<Fields | undefined> {
  return api.read('/api/v1/users/me').catch((error: unknown) => {
    if (!(error instanceof ManagementApiError) || error.status !== 401) throw error;
    throw new UserError(
      'The org rejects the API token.',
      [
        'It may belong to another org, or have been revoked or unused for 30 days.',
        'Create a new one in the Admin Console (Security > API > Tokens) and set OKTA_API_KEY or --api-token-file.',
      ],
      { cause: error, code: 'org_refused' },
    );
  });
}

async function ownerOf(api: ManagementApi): Promise<Pick<OrgFacts, 'account' | 'rights'>> {
  const me = await tokenOwner(api);
  const { login } = inner(me, 'profile');
  const account = typeof login === 'string' ? login : 'the token’s owner';
  const id = typeof me?.id === 'string' ? me.id : 'me';
  // An account that cannot even read roles is not a super administrator.
  const roles = (await unlessForbidden(api.list(`/api/v1/users/${id}/roles`))) ?? [];
  const types = roles.flatMap(({ type }) => (typeof type === 'string' ? [type] : []));
  const enough = Object.keys(roleNames).find((type) => types.includes(type));
  if (enough !== undefined) return { account, rights: roleNames[enough] ?? enough };
  throw new UserError(
    `The API token belongs to ${account}, who ${types.length === 0 ? 'is not a super administrator' : `has only the role ${types.join(', ')}`}.`,
    'init needs a super administrator’s token because it creates apps and an authorization server and grants Okta scopes.',
    { code: 'org_refused' },
  );
}

/** Okta's errors for scopes that are not granted to the app: for some, and for all requested scopes. */
const ungranted = new Set<string | undefined>(['invalid_scope', 'consent_required']);

async function serviceApp(
  api: ManagementApi,
  app: ServiceApp,
): Promise<Pick<OrgFacts, 'account' | 'rights'>> {
  try {
    await unlessForbidden(api.read('/api/v1/org'));
  } catch (error) {
    if (!(error instanceof RefusedServiceApp) || !ungranted.has(error.oauthCode)) throw error;
    const missing = await missingScopes(api, app);
    throw new UserError(
      `The service app ${app.clientId} lacks ${missing.join(', ')}.`,
      'Grant it in the Admin Console: Applications > the app > Okta API Scopes.',
      { cause: error, code: 'org_refused' },
    );
  }
  return { account: app.clientId, rights: `Service app with ${initScopes.length} scopes` };
}

/** The org says that a scope is missing, but not which, so each is requested separately. */
async function missingScopes({ orgUrl }: ManagementApi, app: ServiceApp): Promise<string[]> {
  const missing: string[] = [];
  for (const scope of app.scopes) {
    const authorize = authorizeWith({ ...app, scopes: [scope] }, orgUrl);
    await authorize('GET', orgUrl).catch((error: unknown) => {
      if (!(error instanceof RefusedServiceApp)) throw error;
      missing.push(scope);
    });
  }
  return missing;
}

/** Parts that init can leave out. */
const optional: readonly string[] = ['event hooks', 'identity providers'];

/**
 * One request for each kind of resource that init creates, which requires the permission and the feature for it.
 * @throws UserError naming the missing permissions without which there is no demo
 */
async function limitsOf(
  api: ManagementApi,
  account: string,
): Promise<Pick<OrgFacts, 'lacking' | 'forbidden'>> {
  const lacking: string[] = [];
  const refused: string[] = [];
  await Promise.all(
    rightsNeeded.map(async ({ what, path }) => {
      await api.probe(path).catch((error: unknown) => {
        if (!(error instanceof ManagementApiError)) throw error;
        if (error.errorCode === featureCode) lacking.push(what);
        else if (error.status === 403) refused.push(what);
        else throw error;
      });
    }),
  );
  const essential = refused.filter((what) => !optional.includes(what));
  if (essential.length > 0) throw notAllowed(account, 'read', essential);
  return { lacking, forbidden: refused };
}

/**
 * Whether the account may create what a plan creates, and the org's plan includes it: requests without content,
 * which the org rejects for that reason alone if one with content would be accepted. Nothing is created.
 * @param types types of the resources to create
 * @throws UserError naming what cannot be created
 */
export async function requireCreatable(
  api: ManagementApi,
  types: ReadonlySet<string>,
  account: string,
): Promise<void> {
  const lacking: string[] = [];
  const refused: string[] = [];
  await Promise.all(
    rightsNeeded.map(async ({ what, create, types: made }) => {
      if (create === undefined || !made.some((type) => types.has(type))) return;
      await api.post(create, {}).catch((error: unknown) => {
        if (!(error instanceof ManagementApiError)) throw error;
        if (error.errorCode === featureCode) lacking.push(what);
        else if (error.status === 403) refused.push(what);
      });
    }),
  );
  if (refused.length > 0) throw notAllowed(account, 'create', refused);
  if (lacking.length > 0) throw notIncluded(lacking);
}

const notAllowed = (account: string, verb: 'read' | 'create', what: readonly string[]): UserError =>
  new UserError(
    `${account} is not allowed to ${verb} ${what.join(', ')}.`,
    'Assign it the super administrator role: Security > Administrators. A custom role must also allow this.',
    { code: 'org_refused' },
  );

/** The error for what the org's plan does not include, and the demo cannot do without. */
export const notIncluded = (what: readonly string[]): UserError =>
  new UserError(
    `The org’s plan does not include ${what.join(', ')} (Okta says ${featureCode}).`,
    what.every((one) => optional.includes(one))
      ? 'Leave them out with --without, or have Okta add them to the plan.'
      : 'Have Okta add them to the plan, or use another org.',
    { code: 'org_refused' },
  );

async function unlessForbidden<T>(asking: Promise<T>): Promise<T | undefined> {
  return asking.catch((error: unknown) => {
    if (error instanceof ManagementApiError && error.status === 403) return undefined;
    throw error;
  });
}
