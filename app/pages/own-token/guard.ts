import type { Context, Middleware } from 'koa';
import { requireSignIn } from '../../auth/guards.ts';
import type { SignedIn } from '../../auth/guards.ts';
import { oktaFor } from '../../okta/client.ts';
import type { OktaClient } from '../../okta/client.ts';
import { askFor, freshTokens } from '../further-tokens.ts';
import type { Uses } from '../services.ts';

/** What `withOwnToken` uses. */
export type OwnTokenServices = Uses<'keeper' | 'config' | 'outgoing' | 'now'>;

/**
 * Admits signed-in users who have a token for their own data in Okta's API, and provides that API. Users
 * without one are sent to get it, silently if Okta's session allows it. See
 * docs/decisions/0030-own-data-with-own-token.md.
 * @param page where to return to if the request is not for a page
 */
export function withOwnToken(
  services: OwnTokenServices,
  page: string,
  handle: (ctx: Context, client: OktaClient, signedIn: SignedIn) => Promise<void>,
): Middleware {
  return async (ctx) => {
    const signedIn = await requireSignIn(ctx, services.keeper);
    const tokens = await freshTokens(services, signedIn.grantKey, 'self');
    if (tokens) await handle(ctx, await oktaFor(services, tokens), signedIn);
    else askFor(ctx, 'self', page);
  };
}
