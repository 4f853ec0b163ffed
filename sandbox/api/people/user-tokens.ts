import type { Route } from '../kernel/route.ts';
import { refreshTokenRoutes } from '../servers/refresh-tokens.ts';
import { requireUser } from './users.ts';

/** Refresh tokens that an app holds for a person. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserOAuth/ */
export const userTokenRoutes: readonly Route[] = refreshTokenRoutes(
  '/api/v1/users/:userId/clients/:clientId/tokens',
  {
    list: 'listRefreshTokensForUserAndClient',
    revokeAll: 'revokeTokensForUserAndClient',
    get: 'getRefreshTokenForUserAndClient',
    revoke: 'revokeTokenForUserAndClient',
    read: 'okta.users.read',
    manage: 'okta.users.manage',
  },
  (org, request) => {
    const { id: userId } = requireUser(org, request);
    return org.issuedTokens?.refreshTokens({ userId, clientId: request.param('clientId') }) ?? [];
  },
);
