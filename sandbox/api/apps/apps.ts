import { isDeepStrictEqual } from 'node:util';
import { OktaError } from '../../org/kernel/errors.ts';
import { newId } from '../../org/kernel/ids.ts';
import type { App } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { appFromInput } from './app-from-input.ts';
import { filterOf } from '../kernel/filter.ts';
import { parseApp } from './app-input.ts';
import { appTarget, logEvent } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { assignAccessPolicy } from '../policies/policy-mappings.ts';
import { appUserView, presentAppUser } from './present-app-assignment.ts';
import { presentApp } from './present-app.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { byPrefix } from '../kernel/query-text.ts';

const path = '/api/v1/apps';
const one = `${path}/:appId`;
const read = 'okta.apps.read';
const manage = 'okta.apps.manage';

/** Apps. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/ */
export const appRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listApplications', scope: read, handle: listApps },
  { method: 'POST', path, name: 'createApplication', scope: manage, handle: createApp },
  { method: 'GET', path: one, name: 'getApplication', scope: read, handle: getApp },
  { method: 'PUT', path: one, name: 'replaceApplication', scope: manage, handle: replaceApp },
  { method: 'DELETE', path: one, name: 'deleteApplication', scope: manage, handle: deleteApp },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateApplication',
    scope: manage,
    handle: (org, request) => setAppStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateApplication',
    scope: manage,
    handle: (org, request) => setAppStatus(org, request, 'INACTIVE'),
  },
  {
    method: 'PUT',
    path: `${one}/policies/:policyId`,
    name: 'assignApplicationPolicy',
    scope: manage,
    handle: assignPolicy,
  },
];

function listApps(org: Org, request: ApiRequest): Answer {
  const { query } = request;
  const isWanted = byPrefix(query.get('q'));
  const filter = filterOf(query, { filter: isFilterable });
  const apps = org.apps
    .all()
    .filter(
      (app) =>
        isWanted(app.label, app.name) &&
        (filter?.((name, literal) => filterValue(org, app, name, literal)) ?? true),
    );
  const expand = query.get('expand');
  return pageById(org, request, apps, (app) => withUser(org, app, expand), 20, 200);
}

/** An app with one of its users, where `expand=user/{userId}` asks for that. */
function withUser(org: Org, app: App, expand: string | null): Record<string, unknown> {
  const [, userId] = /^user\/(.+)$/.exec(expand ?? '') ?? [];
  const user = userId === undefined ? undefined : org.users.get(userId);
  const view = user && appUserView(org, app, user);
  return {
    ...presentApp(org, app),
    ...(view && { _embedded: { user: presentAppUser(org, view) } }),
  };
}

const filterable: ReadonlySet<string> = new Set([
  'id',
  'name',
  'label',
  'status',
  'signOnMode',
  'user.id',
  'group.id',
  'credentials.signing.kid',
]);

/** Of the people of an app it can be asked only whether a certain one is among them. */
const isFilterable = (name: string, operator: string): boolean =>
  filterable.has(name) && (name !== 'user.id' || operator === 'eq');

function filterValue(org: Org, app: App, name: string, literal = ''): unknown {
  // Through groups too. Only the one asked about: an org may have many people.
  if (name === 'user.id') return org.apps.isAssigned(app.id, literal) ? literal : undefined;
  if (name === 'group.id') return org.apps.groups(app.id).map(({ groupId }) => groupId);
  if (name === 'credentials.signing.kid') return app.rest.signingKeyId;
  return app[name as keyof App];
}

function createApp(org: Org, request: ApiRequest): Answer {
  const id = newId('app');
  const input = appFromInput(org, parseApp(request.body), id);
  const status = request.query.get('activate') === 'false' ? 'INACTIVE' : 'ACTIVE';
  const isSaml = input.signOnMode.startsWith('SAML');
  const signingKeyId = isSaml ? org.certificates.create(id).id : undefined;
  // In addition to its own key, a catalog app has the org's initial key.
  if (isSaml && input.rest.fromCatalog) org.certificates.create(id);
  const app = org.apps.create({ ...input, status, rest: { ...input.rest, signingKeyId } }, id);
  logEvent(org, request, 'application.lifecycle.create', [appTarget(app)]);
  return ok(presentApp(org, app, true));
}

function getApp(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  return ok(withUser(org, app, request.query.get('expand')));
}

function replaceApp(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  const input = appFromInput(org, parseApp(request.body), app.id, app);
  refuseInactive(app, input);
  const replaced = org.apps.update(app, input);
  logEvent(org, request, 'application.lifecycle.update', [appTarget(replaced)]);
  return ok(presentApp(org, replaced, true));
}

/** The addresses of a custom SWA app are its metadata, which Okta changes only while the app is active. */
function refuseInactive(app: App, { rest }: Pick<App, 'rest'>): void {
  if (app.status === 'ACTIVE' || app.signOnMode !== 'AUTO_LOGIN') return;
  if (isDeepStrictEqual(app.rest.settings.signOn, rest.settings.signOn)) return;
  throw new OktaError(400, 'E0000024', 'Bad request. This operation on app metadata is not yet supported.', [
    'This operation on app metadata is not yet supported: No active instances.',
  ]);
}

/** Okta deletes only what is inactive. */
function deleteApp(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  if (app.status === 'ACTIVE') {
    throw new OktaError(403, 'E0000056', 'Delete application forbidden.', [
      'The application must be deactivated before it can be deleted.',
    ]);
  }
  org.roles.forget(app.id);
  const isMapped = org.interclient.ofTarget(app.id).length + org.interclient.ofAllowed(app.id).length > 0;
  org.apps.delete(app);
  if (isMapped) logEvent(org, request, 'app.interclient_mapping.delete_all', [appTarget(app)]);
  org.certificates.forget(app.id);
  logEvent(org, request, 'application.lifecycle.delete', [appTarget(app)]);
  return noContent();
}

function setAppStatus(org: Org, request: ApiRequest, status: App['status']): Answer {
  const app = org.apps.update(org.apps.require(request.param('appId')), { status });
  const verb = status === 'ACTIVE' ? 'activate' : 'deactivate';
  logEvent(org, request, `application.lifecycle.${verb}`, [appTarget(app)]);
  return ok({});
}

function assignPolicy(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  const policy = org.policies.require(request.param('policyId'));
  assignAccessPolicy(org, app, policy);
  logEvent(org, request, 'application.lifecycle.update', [appTarget(app)]);
  return noContent();
}
