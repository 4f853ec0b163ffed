import * as oidc from 'openid-client';
import { z } from 'zod';
import { refusalIn } from '../../shared/refusal.ts';
import { UserError } from '../errors.ts';
import { isLoopback } from '../run/loopback.ts';
import type { BatchSettings } from './settings.ts';

/** The part of the shop's API that the batch job uses. */
export interface ShopApi {
  /** The ids of all pending orders, oldest first. */
  pendingOrders(): Promise<string[]>;
  /** True if this call completed the order, false if it was no longer pending. */
  complete(orderId: string): Promise<boolean>;
}

const scopes = 'orders:read orders:update';
const orderList = z.array(z.looseObject({ id: z.string() }));

/**
 * Gets an access token for the service app and opens the shop's API with it.
 * @throws UserError if the token is denied or the issuer is unreachable
 */
export async function openShopApi(settings: BatchSettings, signal: AbortSignal): Promise<ShopApi> {
  const client = await discover(settings);
  let token = await getToken(client);

  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const attempt = () =>
      reach(settings.appUrl, () =>
        fetch(url, {
          ...init,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
        }),
      );
    const response = await attempt();
    if (response.status !== 401) return response;
    // A long batch outlives its token; a machine simply requests another.
    token = await getToken(client);
    return attempt();
  };

  return {
    async pendingOrders() {
      const ids: string[] = [];
      let url: string | undefined = `${settings.appUrl}/api/orders?status=pending&limit=200`;
      while (url !== undefined) {
        const response = await send(url);
        if (!response.ok) throw await refusal(response, 'The shop did not list its orders');
        ids.push(...orderList.parse(await response.json()).map(({ id }) => id));
        url = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
      }
      return ids.reverse();
    },
    async complete(orderId) {
      const response = await send(`${settings.appUrl}/api/orders/${encodeURIComponent(orderId)}`, {
        method: 'PATCH',
        body: JSON.stringify({ status: 'complete' }),
      });
      if (response.ok) return true;
      if (response.status === 409 || response.status === 404) return false;
      throw await refusal(response, `The shop did not complete order ${orderId}`);
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: BatchSettings): Promise<oidc.Configuration> {
  const isLocal = issuer.startsWith('http:') && isLoopback(issuer);
  return reach(issuer, () =>
    oidc.discovery(new URL(issuer), clientId, clientSecret, oidc.ClientSecretBasic(clientSecret), {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning; loopback only
      execute: isLocal ? [oidc.allowInsecureRequests] : [],
      timeout: 15,
    }),
  );
}

async function getToken(client: oidc.Configuration): Promise<string> {
  try {
    return (await oidc.clientCredentialsGrant(client, { scope: scopes })).access_token;
  } catch (error) {
    const said = await oauthError(error);
    if (said === undefined) throw error;
    throw new UserError(
      `Okta did not issue a token for the batch job: ${said}`,
      'Check OKTA_SERVICE_CLIENT_ID and its secret, and that a rule grants the service app orders:read and orders:update.',
      { cause: error },
    );
  }
}

/** `error: error_description` of an error response. */
async function oauthError(error: unknown): Promise<string | undefined> {
  if (error instanceof oidc.ResponseBodyError) return `${error.error}: ${error.error_description ?? ''}`;
  if (!(error instanceof oidc.WWWAuthenticateChallengeError)) return undefined;
  // openid-client does not read the body of a 401 with a challenge.
  const said = refusalIn(await error.response.json().catch(() => undefined));
  return `${said?.error ?? 'invalid_client'}: ${said?.description ?? ''}`;
}

/** Runs a call and explains if there is no response. */
async function reach<T>(address: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof TypeError || error instanceof oidc.ClientError))
      throw error;
    throw new UserError(`${address} is not responding.`, 'Check that `multidemo serve` is running.', {
      cause: error,
    });
  }
}

async function refusal(response: Response, what: string): Promise<UserError> {
  const body = (await response.json().catch(() => ({}))) as { readonly detail?: unknown };
  const detail = typeof body.detail === 'string' ? `: ${body.detail}` : '';
  return new UserError(
    `${what} (${response.status})${detail}.`,
    response.headers.get('www-authenticate') ?? [],
  );
}
