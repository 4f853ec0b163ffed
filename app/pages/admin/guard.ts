import type { Context, Middleware } from 'koa';
import type { AccessClaims } from '../../api/access-token.ts';
import { requireSignIn } from '../../auth/guards.ts';
import type { SignedIn } from '../../auth/guards.ts';
import { NotAdmin, requireAdmin } from '../../auth/require-admin.ts';
import { oktaFor } from '../../okta/client.ts';
import type { OktaClient } from '../../okta/client.ts';
import type { Uses } from '../services.ts';
import { askFor, freshTokens } from '../further-tokens.ts';
import { renderRefusal } from './refused/refusal.ts';

/** A signed-in user whose admin token has been verified for this request. */
export interface Admin extends SignedIn {
  adminToken: string;
  claims: AccessClaims;
}

/** What the admin guard needs. */
export type AdminServices = Uses<
  'keeper' | 'verify' | 'config' | 'outgoing' | 'views' | 'log' | 'presents' | 'now'
>;

/** Without these scopes an admin cannot do anything here. */
const adminScopes = ['orders:read', 'orders:update'];

/**
 * Lets admins through: their admin token is verified like any API token and must contain the scopes and, in the
 * claim `role`, `admin`. Users without such a token are sent to get one; those who may not have it see why.
 */
export function forAdmins(
  services: AdminServices,
  handle: (ctx: Context, admin: Admin) => Promise<void>,
): Middleware {
  return async (ctx) => {
    const signedIn = await requireSignIn(ctx, services.keeper);
    const tokens = await freshTokens(services, signedIn.grantKey, 'admin');
    if (!tokens) {
      askFor(ctx, 'admin', '/admin');
      return;
    }
    const claims = await requireAdmin(services, tokens.accessToken, adminScopes).catch((error: unknown) => {
      if (error instanceof NotAdmin) return error;
      throw error;
    });
    if (claims instanceof NotAdmin) {
      const { missing, roles } = claims;
      const asked = services.config.scopes.admin;
      await renderRefusal(ctx, services, signedIn, { kind: 'admin', asked, missing, roles });
      return;
    }
    await handle(ctx, { ...signedIn, adminToken: tokens.accessToken, claims });
  };
}

/** Either lets a token read people. */
const peopleScopes = ['okta.users.read', 'okta.users.manage'];

/**
 * Lets admins through who also have a token for Okta's own APIs, and provides the Management API with that
 * token.
 */
export function withOrgToken(
  services: AdminServices,
  handle: (ctx: Context, client: OktaClient, admin: Admin) => Promise<void>,
): Middleware {
  return forAdmins(services, async (ctx, admin) => {
    const tokens = await freshTokens(services, admin.grantKey, 'o4o');
    if (!tokens) {
      askFor(ctx, 'o4o', '/admin');
      return;
    }
    // Okta leaves out what the app was not granted; the API would say only that it is forbidden.
    if (!peopleScopes.some((scope) => tokens.scopes.includes(scope))) {
      const asked = services.config.scopes.o4o;
      const missing = asked.filter((scope) => !tokens.scopes.includes(scope));
      await renderRefusal(ctx, services, admin, { kind: 'o4o', asked, missing });
      return;
    }
    await handle(ctx, await oktaFor(services, tokens), admin);
  });
}
