import { z } from 'zod';
import { type App } from '../../org/apps/model.ts';
import type { InterclientMapping } from '../../org/apps/interclient-trust.ts';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { actorOf } from '../kernel/authenticate.ts';
import { type Answer, type ApiRequest, created, noContent, ok, type Route } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';
import { appTarget, logEvent } from '../log/log-event.ts';

const allowedPath = '/api/v1/apps/:appId/interclient-allowed-apps';
const read = 'okta.apps.interclientTrust.read';
const manage = 'okta.apps.interclientTrust.manage';

/** Which apps may open an app with an interclient token. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationInterclientTrustMappings/ */
export const interclientTrustRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: allowedPath,
    name: 'listInterclientAllowedApplications',
    scope: read,
    handle: (org, request) =>
      ok(org.interclient.ofTarget(appOf(org, request).id).map(({ allowedId }) => allowedId)),
  },
  {
    method: 'POST',
    path: allowedPath,
    name: 'createInterclientTrustMapping',
    scope: manage,
    handle: createMapping,
  },
  {
    method: 'DELETE',
    path: `${allowedPath}/:allowedAppId`,
    name: 'deleteInterclientTrustMapping',
    scope: manage,
    handle: deleteMapping,
  },
  {
    method: 'GET',
    path: '/api/v1/apps/:appId/interclient-target-apps',
    name: 'listInterclientTargetApplications',
    scope: read,
    handle: (org, request) =>
      ok(org.interclient.ofAllowed(appOf(org, request).id).map(({ targetId }) => targetId)),
  },
];

const appOf = (org: Org, request: ApiRequest): App => org.apps.require(request.param('appId'));

/** The most apps that an app may trust. */
const most = 5;
const schema = z.object({ id: z.string() });

function createMapping(org: Org, request: ApiRequest): Answer {
  const target = appOf(org, request);
  const { id } = parseBody(schema, request.body, 'interclientTrustMapping');
  const refuse = (why: string) => invalid('Interclient Trust Mappings', [why]);
  if (target.oauth === undefined && target.signOnMode !== 'SAML_2_0')
    throw refuse('The target application must be an OIDC or SAML app.');
  const allowed = org.apps.get(id);
  if (allowed?.oauth === undefined || allowed.id === target.id)
    throw refuse('The allowed application must be another OIDC app.');
  if (org.interclient.between(target.id, id) !== undefined)
    throw refuse('The target application already trusts this app.');
  if (org.interclient.ofTarget(target.id).length >= most)
    throw refuse(`The target application cannot have more than ${most} trusted apps.`);
  const mapping = org.interclient.create({
    ...{ targetId: target.id, allowedId: id },
    lastUpdatedBy: actorOf(org, request.principal).id,
  });
  logEvent(org, request, 'app.interclient_mapping.create', [appTarget(target), appTarget(allowed)]);
  return created(presentMapping(org, mapping));
}

function deleteMapping(org: Org, request: ApiRequest): Answer {
  const target = appOf(org, request);
  const allowedId = request.param('allowedAppId');
  const mapping = org.interclient.between(target.id, allowedId);
  if (mapping === undefined) throw notFound(allowedId, 'InterclientTrustMapping');
  org.interclient.delete(mapping);
  const allowed = org.apps.require(allowedId);
  logEvent(org, request, 'app.interclient_mapping.delete', [appTarget(target), appTarget(allowed)]);
  return noContent();
}

const presentMapping = (org: Org, mapping: InterclientMapping): unknown => ({
  id: mapping.id,
  orgId: org.id,
  appInstanceId: mapping.targetId,
  trustedAppInstanceId: mapping.allowedId,
  created: mapping.created,
  lastUpdated: mapping.lastUpdated,
  lastUpdatedBy: mapping.lastUpdatedBy,
});
