import { z } from 'zod';
import { notFound, invalid } from '../../org/kernel/errors.ts';
import type { FederatedClaim } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { checkClaimName } from '../kernel/claim-names.ts';
import { checkExpression } from '../kernel/expressions.ts';
import { type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { parseBody, text } from '../kernel/validate.ts';

const path = '/api/v1/apps/:appId/federated-claims';
const one = `${path}/:claimId`;
const read = 'okta.apps.read';
const manage = 'okta.apps.manage';

/** Claims that an app's ID tokens carry. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOFederatedClaims/ */
export const federatedClaimRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    name: 'listFederatedClaims',
    scope: read,
    handle: (org, request) => ok(claimsOf(org, appIdOf(org, request)).map(presentFederatedClaim)),
  },
  {
    method: 'POST',
    path,
    name: 'createFederatedClaim',
    scope: manage,
    handle: (org, request) => {
      const appId = appIdOf(org, request);
      return created(
        presentFederatedClaim(
          org.federatedClaims.create({ appId, ...parseFederatedClaim(org, request, appId) }),
        ),
      );
    },
  },
  {
    method: 'GET',
    path: one,
    name: 'getFederatedClaim',
    scope: read,
    handle: (org, request) => ok(presentFederatedClaim(claimOf(org, request))),
  },
  {
    method: 'PUT',
    path: one,
    name: 'replaceFederatedClaim',
    scope: manage,
    handle: (org, request) => {
      const claim = claimOf(org, request);
      return ok(
        presentFederatedClaim(
          org.federatedClaims.update(claim, parseFederatedClaim(org, request, claim.appId, claim)),
        ),
      );
    },
  },
  {
    method: 'DELETE',
    path: one,
    name: 'deleteFederatedClaim',
    scope: manage,
    handle: (org, request) => {
      org.federatedClaims.delete(claimOf(org, request));
      return noContent();
    },
  },
];

const appIdOf = (org: Org, request: ApiRequest): string => org.apps.require(request.param('appId')).id;

const claimsOf = (org: Org, appId: string): FederatedClaim[] =>
  org.federatedClaims.all().filter((claim) => claim.appId === appId);

function claimOf(org: Org, request: ApiRequest): FederatedClaim {
  const claim = org.federatedClaims.require(request.param('claimId'));
  if (claim.appId !== appIdOf(org, request)) throw notFound(claim.id, 'FederatedClaim');
  return claim;
}

const presentFederatedClaim = ({ id, name, expression, created, lastUpdated }: FederatedClaim): unknown => ({
  id,
  name,
  expression,
  created,
  lastUpdated,
});

const schema = z.object({ name: text(100), expression: text(1024) });

function parseFederatedClaim(
  org: Org,
  request: ApiRequest,
  appId: string,
  current?: FederatedClaim,
): Pick<FederatedClaim, 'name' | 'expression'> {
  const input = parseBody(schema, request.body, 'federatedClaim');
  checkClaimName('IDENTITY', input.name);
  const namesake = claimsOf(org, appId).find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: A claim with this name already exists.']);
  checkExpression('expression', input.expression);
  return input;
}
