import type { Context, Middleware } from 'koa';
import { requireSignIn } from '../../auth/guards.ts';
import type { SignedIn } from '../../auth/guards.ts';
import { oktaForShop } from '../../okta/client.ts';
import type { OktaClient } from '../../okta/client.ts';
import type { Uses } from '../services.ts';

/** The `.env` variables that a page needs: variable name → whether it is set. */
type Needs = (services: Uses<'config'>) => Record<string, boolean>;

export const developerNeeds: Needs = ({ config }) => ({
  FF_DEVELOPER: config.features.developer,
  FF_DEVELOPER_CC_POLICY_ID: config.features.clientCredentialsPolicyId !== undefined,
  FF_DEVELOPER_PKCE_POLICY_ID: config.features.pkcePolicyId !== undefined,
  FF_PORTFOLIO_CLIENT_GROUP: config.features.portfolioClientGroup !== undefined,
  'OKTA_API_KEY, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY': config.okta.management !== undefined,
});

export const portfolioNeeds: Needs = ({ config }) => ({
  FF_PORTFOLIO: config.features.portfolio,
  'OKTA_API_KEY, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY': config.okta.management !== undefined,
});

/** What `whenSwitchedOn` uses. */
export type SwitchedServices = Uses<'keeper' | 'config' | 'outgoing' | 'views'>;

/**
 * Lets signed-in users through, and provides the Management API with the shop's own credentials. If a variable
 * is missing, responds with 404 and a page that says which: for this shop the page does not exist.
 */
export function whenSwitchedOn(
  services: SwitchedServices,
  title: string,
  needs: Needs,
  handle: (ctx: Context, okta: OktaClient, signedIn: SignedIn) => Promise<void>,
): Middleware {
  return async (ctx) => {
    const signedIn = await requireSignIn(ctx, services.keeper);
    const missing = Object.entries(needs(services))
      .filter(([, there]) => !there)
      .map(([name]) => name);
    const okta = missing.length === 0 ? await oktaForShop(services) : undefined;
    if (okta) return handle(ctx, okta, signedIn);
    ctx.status = 404;
    return services.views.render(ctx, 'switched-off', { title, missing });
  };
}
