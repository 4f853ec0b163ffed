import { z } from 'zod';
import type { OktaClient } from './client.ts';
import { apiUrl, json, unlessGone } from './rest.ts';

const policy = z.looseObject({
  conditions: z.looseObject({ clients: z.looseObject({ include: z.array(z.string()) }) }),
});

/** An access policy of an authorization server. */
export interface PolicyKey {
  authServerId: string;
  policyId: string;
}

/** Adds the client to the policy, whose rules then decide which tokens it gets. */
export async function admitToPolicy(client: OktaClient, key: PolicyKey, clientId: string): Promise<void> {
  await changePolicyClients(client, key, (clients) => [...clients.filter((id) => id !== clientId), clientId]);
}

/** Removes the client; it is not an error if the policy no longer exists. */
export async function removeFromPolicy(client: OktaClient, key: PolicyKey, clientId: string): Promise<void> {
  await unlessGone(changePolicyClients(client, key, (clients) => clients.filter((id) => id !== clientId)));
}

/** Okta replaces a policy as a whole, so all of its content is sent back. */
async function changePolicyClients(
  client: OktaClient,
  { authServerId, policyId }: PolicyKey,
  change: (clients: string[]) => string[],
): Promise<void> {
  const url = apiUrl(client, '/authorizationServers/{}/policies/{}', authServerId, policyId);
  const found = policy.parse(await client.http.getJson(url));
  const { include } = found.conditions.clients;
  const wanted = change(include);
  if (wanted.length === include.length && wanted.every((id, index) => id === include[index])) return;
  const conditions = { ...found.conditions, clients: { ...found.conditions.clients, include: wanted } };
  await client.http.putJson(url, json({ ...found, conditions }));
}
