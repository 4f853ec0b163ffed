import type { Org } from '../org/org.ts';
import { type Answer, type Route, ok } from './route.ts';

/** What any client may ask of the org before it has credentials. */
export const orgRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/.well-known/okta-organization',
    name: 'getWellknownOrgMetadata',
    scope: null,
    handle: getWellKnownOrganization,
  },
];

function getWellKnownOrganization(org: Org): Answer {
  return ok({
    id: org.id,
    cell: 'op3',
    _links: { organization: { href: org.url } },
    pipeline: org.engine,
    settings: {
      analyticsCollectionEnabled: false,
      bugReportingEnabled: true,
      omEnabled: false,
      pssoEnabled: true,
      desktopMFAEnabled: true,
      itpEnabled: true,
    },
  });
}
