import type { JWK } from 'jose';
import { z } from 'zod';
import { publicClientKeys } from '../../org/apps/client-keys.ts';
import type { OAuthClientSettings } from '../../org/apps/model.ts';
import { orgFetch } from '../../http/org-fetch.ts';
import type { Org } from '../../org/org.ts';
import { OAuthError } from '../okta-errors.ts';

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** Milliseconds that fetched keys are kept, and that a client's server has to answer. */
const keptFor = 60_000;
const timeout = 3000;

const fetched = new WeakMap<Org, Map<string, { readonly at: number; readonly keys: readonly JWK[] }>>();

/**
 * The public keys that an app has registered, or publishes at its `jwks_uri`.
 * @param kid a key that is not among those kept is looked for again
 * @throws OAuthError when there are none
 */
export async function clientKeys(
  org: Org,
  oauth: OAuthClientSettings,
  kid: string | undefined,
): Promise<readonly JWK[]> {
  const registered = publicClientKeys(oauth.jwks?.keys ?? []) as JWK[];
  if (registered.length > 0) return registered;
  if (oauth.jwksUri === undefined)
    throw new OAuthError(
      'invalid_client',
      'The client does not have a JWKSet configured, but the client_assertion requires one.',
      401,
    );
  const kept = fetched.get(org) ?? new Map<string, { at: number; keys: readonly JWK[] }>();
  fetched.set(org, kept);
  const known = kept.get(oauth.jwksUri);
  const isFresh = known !== undefined && Math.abs(org.clock() - known.at) < keptFor;
  if (isFresh && (kid === undefined || known.keys.some((key) => key.kid === kid))) return known.keys;
  const keys = await fetchKeys(oauth.jwksUri);
  kept.set(oauth.jwksUri, { at: org.clock(), keys });
  return keys;
}

async function fetchKeys(uri: string): Promise<readonly JWK[]> {
  try {
    const response = await orgFetch(uri, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    if (!response.ok) throw new Error(`${uri} answers ${response.status}`);
    return jwks.parse(await response.json()).keys;
  } catch (cause) {
    const refusal = new OAuthError(
      'invalid_client',
      'Error retrieving the client JWKSet from jwks_uri.',
      401,
    );
    refusal.cause = cause;
    throw refusal;
  }
}
