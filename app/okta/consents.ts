import { z } from 'zod';
import type { OktaClient } from './client.ts';
import { apiUrl, unlessGone } from './rest.ts';

/** What a user has allowed one client. */
export interface Consent {
  clientId: string;
  clientName: string;
  scopes: { name: string; since: number }[];
  /** Seconds since the epoch: when the first of them was granted. */
  since: number;
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/ */
const grant = z.looseObject({
  status: z.string(),
  clientId: z.string(),
  scopeId: z.string(),
  issuer: z.string(),
  created: z.string(),
  _links: z.looseObject({
    scope: z.looseObject({ title: z.string().optional() }).optional(),
    client: z.looseObject({ title: z.string().optional() }).optional(),
    app: z.looseObject({ title: z.string().optional() }).optional(),
  }),
});
type Grant = z.infer<typeof grant>;

/** Okta refers to a scope by its id; its name is in the link. */
const scopeName = ({ _links, scopeId }: Grant): string => _links.scope?.title ?? scopeId;

/** The user's consents at this authorization server, by client, newest first. */
export async function listConsents(client: OktaClient, userId: string, issuer: string): Promise<Consent[]> {
  const grants = await readGrants(client, `${apiUrl(client, '/users/{}/grants', userId)}?limit=200`);
  const consents = new Map<string, Consent>();
  for (const one of grants.filter((given) => given.issuer === issuer)) {
    const since = Math.floor(Date.parse(one.created) / 1000);
    const clientName = one._links.app?.title ?? one._links.client?.title ?? one.clientId;
    const consent = consents.get(one.clientId) ?? { clientId: one.clientId, clientName, scopes: [], since };
    consent.scopes.push({ name: scopeName(one), since });
    consent.since = Math.min(consent.since, since);
    consents.set(one.clientId, consent);
  }
  return [...consents.values()].sort((one, other) => other.since - one.since);
}

/** True if the user's consent to this scope is valid; false if it was never given or was revoked. */
export async function hasConsent(
  client: OktaClient,
  { userId, clientId, issuer, scope }: { userId: string; clientId: string; issuer: string; scope: string },
): Promise<boolean> {
  const grants = await unlessGone(
    readGrants(client, apiUrl(client, '/users/{}/clients/{}/grants', userId, clientId)),
  );
  return (grants ?? []).some((given) => given.issuer === issuer && scopeName(given) === scope);
}

/** Revokes everything that the user has allowed the client, and the resulting refresh tokens. */
export async function revokeConsents(client: OktaClient, userId: string, clientId: string): Promise<void> {
  await unlessGone(client.userApi.revokeGrantsForUserAndClient({ userId, clientId }));
  await unlessGone(client.userApi.revokeTokensForUserAndClient({ userId, clientId }));
}

async function readGrants(client: OktaClient, url: string): Promise<Grant[]> {
  const grants = z.array(grant).parse(await client.http.getJson(url));
  return grants.filter(({ status }) => status === 'ACTIVE');
}
