import type { Org } from '../../org/org.ts';
import { logEvent, appTarget } from '../log/log-event.ts';
import { pictureOf } from '../kernel/picture.ts';
import { type Answer, type ApiRequest, type Route } from '../kernel/route.ts';

/** Bytes of the largest logo. */
const largest = 1_000_000;

/** The logo of an app. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationLogos/ */
export const appLogoRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/v1/apps/:appId/logo',
    name: 'uploadApplicationLogo',
    scope: 'okta.apps.manage',
    upload: true,
    handle: uploadLogo,
  },
];

function uploadLogo(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  const updated = org.apps.update(app, { rest: { ...app.rest, logo: pictureOf(request, largest) } });
  logEvent(org, request, 'application.lifecycle.update', [appTarget(updated)]);
  return { status: 201 };
}
