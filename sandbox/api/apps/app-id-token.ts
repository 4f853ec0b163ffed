import { isCatalogClient } from './present-app.ts';
import { z } from 'zod';
import type { App, OAuthClientSettings } from '../../org/apps/model.ts';
import { checkClaimName } from '../kernel/claim-names.ts';
import { checkExpression, checkPattern } from '../kernel/expressions.ts';
import { notFound } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';

const path = '/api/v1/internal/apps/:appId/settings/oauth/idToken';

/** The ID token settings of an app at the org authorization server: no public API, but the Terraform provider's. */
export const appIdTokenRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'getAppOAuthIdTokenSettings', scope: 'okta.apps.read', handle: getSettings },
  {
    method: 'POST',
    path,
    name: 'updateAppOAuthIdTokenSettings',
    scope: 'okta.apps.manage',
    handle: setSettings,
  },
];

const schema = z.object({
  issuerMode: optional(z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC'])),
  name: optional(z.string().max(255)),
  value: optional(z.string().max(1024)),
  valueType: optional(z.enum(['EXPRESSION', 'GROUPS', 'FILTER', 'NONE'])),
  groupFilterType: optional(z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX', 'NONE'])),
});

type IdTokenSettings = z.infer<typeof schema>;

function presentIdTokenSettings(
  settings: IdTokenSettings,
  names: Record<string, string | null>,
): Record<string, unknown> {
  return {
    issuer: names.issuer,
    orgUrl: null,
    customUrl: null,
    audience: names.audience,
    issuerMode: settings.issuerMode ?? 'ORG_URL',
    ...(settings.valueType !== undefined && { valueType: settings.valueType }),
    ...(settings.name !== undefined && { name: settings.name }),
    ...(settings.value !== undefined && { value: settings.value }),
    ...(settings.groupFilterType !== undefined && { groupFilterType: settings.groupFilterType }),
  };
}

/** Only a client that the org made has these settings: that of a catalog app is its vendor's. */
function appOf(org: Org, request: ApiRequest): App {
  const app = org.apps.require(request.param('appId'));
  if (isCatalogClient(app)) throw notFound(app.id, 'OAuth2ClientSettings');
  return app;
}

function getSettings(org: Org, request: ApiRequest): Answer {
  const app = appOf(org, request);
  const names = { issuer: org.url, audience: app.oauth?.clientId ?? app.id };
  return ok(presentIdTokenSettings((app.rest.idToken ?? {}) as IdTokenSettings, names));
}

function setSettings(org: Org, request: ApiRequest): Answer {
  const app = appOf(org, request);
  const settings = parseBody(schema, request.body, 'idToken');
  org.apps.update(app, {
    rest: { ...app.rest, idToken: settings },
    ...(app.oauth && { oauth: withGroupsClaim(app.oauth, settings) }),
  } satisfies Partial<App>);
  return ok(presentIdTokenSettings(settings, { issuer: null, audience: null }));
}

/**
 * A filter over groups, or an expression, becomes the groups claim of the ID token.
 * @throws OktaError 400 when it cannot be read
 */
function withGroupsClaim(oauth: OAuthClientSettings, settings: IdTokenSettings): OAuthClientSettings {
  const { groupsClaim: _, ...rest } = oauth;
  const { name, value, valueType, groupFilterType = 'NONE' } = settings;
  if (name === undefined || value === undefined || valueType === 'NONE') return rest;
  checkClaimName('IDENTITY', name);
  if (valueType === 'EXPRESSION') {
    checkExpression('value', value);
    return { ...rest, groupsClaim: { name, value, filterType: 'EXPRESSION' } };
  }
  if (groupFilterType === 'NONE') return rest;
  if (groupFilterType === 'REGEX') checkPattern('value', value);
  return { ...rest, groupsClaim: { name, value, filterType: groupFilterType } };
}
