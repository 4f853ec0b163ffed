import { z } from 'zod';
import type { OrgSettings } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';

/** The org itself; its metadata need no credentials. */
export const orgRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/.well-known/okta-organization',
    name: 'getWellknownOrgMetadata',
    scope: null,
    handle: getWellKnownOrganization,
  },
  {
    method: 'GET',
    path: '/api/v1/org',
    name: 'getOrgSettings',
    scope: 'okta.orgs.read',
    handle: getSettings,
  },
  {
    method: 'POST',
    path: '/api/v1/org',
    name: 'updateOrgSettings',
    scope: 'okta.orgs.manage',
    handle: changeSettings,
  },
];

function getSettings(org: Org): Answer {
  const { settings } = org;
  return ok({
    id: settings.id,
    created: settings.created,
    lastUpdated: settings.lastUpdated,
    status: 'ACTIVE',
    companyName: settings.name,
    subdomain: settings.subdomain,
    ...contactsOf(settings),
    _links: { organization: { href: `${org.url}/api/v1/org` } },
  });
}

/** What is not filled in is left out. */
const contactsOf = ({ website, supportPhoneNumber, endUserSupportHelpURL }: OrgSettings) => ({
  ...(website !== null && { website }),
  ...(supportPhoneNumber !== null && { supportPhoneNumber }),
  ...(endUserSupportHelpURL !== null && { endUserSupportHelpURL }),
});

const settingsSchema = z.object({
  companyName: optional(z.string().min(1).max(255)),
  website: optional(z.string().max(255)),
  supportPhoneNumber: optional(z.string().max(100)),
  endUserSupportHelpURL: optional(z.string().max(1024)),
});

function changeSettings(org: Org, request: ApiRequest): Answer {
  const input = parseBody(settingsSchema, request.body, 'orgSettings');
  org.changeSettings({
    name: input.companyName ?? org.settings.name,
    website: input.website ?? org.settings.website,
    supportPhoneNumber: input.supportPhoneNumber ?? org.settings.supportPhoneNumber,
    endUserSupportHelpURL: input.endUserSupportHelpURL ?? org.settings.endUserSupportHelpURL,
  });
  return getSettings(org);
}

function getWellKnownOrganization(org: Org): Answer {
  return ok({
    id: org.id,
    cell: 'sandbox',
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
