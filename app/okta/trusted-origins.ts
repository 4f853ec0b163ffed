import { z } from 'zod';
import type { OktaClient } from './client.ts';
import { apiUrl, json, unlessGone } from './rest.ts';

const origin = z.looseObject({ id: z.string(), origin: z.string() });

/** Id of the trusted origin for this address; undefined when the org has none. */
export async function findTrustedOrigin(client: OktaClient, address: string): Promise<string | undefined> {
  const filter = encodeURIComponent(`origin eq "${address}"`);
  const found = z
    .array(origin)
    .parse(await client.http.getJson(`${apiUrl(client, '/trustedOrigins')}?filter=${filter}`));
  return found.find((one) => one.origin === address)?.id;
}

/** Lets pages of this origin call the org (CORS). @returns its id */
export async function createTrustedOrigin(
  client: OktaClient,
  name: string,
  address: string,
): Promise<string> {
  const body = { name, origin: address, scopes: [{ type: 'CORS' }] };
  return origin.parse(await client.http.postJson(apiUrl(client, '/trustedOrigins'), json(body))).id;
}

/** One that is gone already is no failure. */
export async function deleteTrustedOrigin(client: OktaClient, trustedOriginId: string): Promise<void> {
  await unlessGone(client.trustedOriginApi.deleteTrustedOrigin({ trustedOriginId }));
}
