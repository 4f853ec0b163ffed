import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { Status, TrustedOrigin } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { filterOf, pathReader } from '../kernel/filter.ts';
import { pageById } from '../kernel/paging.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';
import { bySubstring } from '../kernel/query-text.ts';

const path = '/api/v1/trustedOrigins';
const one = `${path}/:trustedOriginId`;
const read = 'okta.trustedOrigins.read';
const manage = 'okta.trustedOrigins.manage';

/** Trusted origins. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/ */
export const trustedOriginRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listTrustedOrigins', scope: read, handle: listTrustedOrigins },
  { method: 'POST', path, name: 'createTrustedOrigin', scope: manage, handle: createTrustedOrigin },
  { method: 'GET', path: one, name: 'getTrustedOrigin', scope: read, handle: getTrustedOrigin },
  { method: 'PUT', path: one, name: 'replaceTrustedOrigin', scope: manage, handle: replaceTrustedOrigin },
  { method: 'DELETE', path: one, name: 'deleteTrustedOrigin', scope: manage, handle: removeTrustedOrigin },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateTrustedOrigin',
    scope: manage,
    handle: (org, request) => setTrustedOriginStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateTrustedOrigin',
    scope: manage,
    handle: (org, request) => setTrustedOriginStatus(org, request, 'INACTIVE'),
  },
];

function presentTrustedOrigin(org: Org, origin: TrustedOrigin): Record<string, unknown> {
  const self = `${org.url}${path}/${origin.id}`;
  return {
    id: origin.id,
    name: origin.name,
    origin: origin.origin,
    scopes: origin.scopes,
    status: origin.status,
    created: origin.created,
    createdBy: origin.createdBy,
    lastUpdated: origin.lastUpdated,
    lastUpdatedBy: origin.lastUpdatedBy,
    _links: { self: link(self, 'GET', 'PUT', 'DELETE'), ...lifecycleLink(origin.status, self) },
  };
}

const schema = z.object({
  name: text(),
  origin: text(),
  status: optional(status),
  scopes: z
    .array(
      z.object({
        type: z.enum(['CORS', 'REDIRECT', 'IFRAME_EMBED']),
        allowedOktaApps: optional(z.array(z.enum(['OKTA_ENDUSER']))),
      }),
    )
    .min(1),
});

type Input = Pick<TrustedOrigin, 'name' | 'origin' | 'scopes'> & { readonly status: Status };

function parseTrustedOrigin(org: Org, request: ApiRequest, current?: TrustedOrigin): Input {
  const input = parseBody(schema, request.body, 'trustedOrigin');
  const problems: string[] = [];
  if (!isOrigin(input.origin)) problems.push('origin: The origin must be a scheme, a host and a port.');
  const others = org.trustedOrigins.all().filter(({ id }) => id !== current?.id);
  const taken = 'An object with this field already exists in the current organization';
  if (others.some(({ name }) => name === input.name)) problems.push(`name: ${taken}`);
  if (others.some(({ origin }) => origin === input.origin)) problems.push(`origin: ${taken}`);
  if (problems.length > 0) throw invalid(problems[0]?.split(':')[0] ?? 'trustedOrigin', problems);
  const scopes = input.scopes.map(({ type, allowedOktaApps }) => ({
    type,
    ...(allowedOktaApps && { allowedOktaApps }),
  }));
  return {
    name: input.name,
    origin: input.origin,
    scopes,
    status: input.status ?? current?.status ?? 'ACTIVE',
  };
}

/** RFC 6454: no path but a single slash, no query; Okta also takes schemes of mobile apps. */
const isOrigin = (value: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+\/?$/i.test(value);

const byWhom = (request: ApiRequest): string =>
  request.principal.user?.id ?? request.principal.clientId ?? '';

function listTrustedOrigins(org: Org, request: ApiRequest): Answer {
  const isWanted = bySubstring(request.query.get('q'));
  const filter = filterOf(request.query, {
    filter: (name) => ['id', 'name', 'origin', 'status', 'type'].includes(name),
  });
  const origins = org.trustedOrigins
    .all()
    .filter(
      (one) =>
        isWanted(one.name, one.origin) &&
        (filter?.(pathReader({ ...one, type: one.scopes.map(({ type }) => type) })) ?? true),
    );
  return pageById(org, request, origins, (origin) => presentTrustedOrigin(org, origin), 20, 200);
}

function createTrustedOrigin(org: Org, request: ApiRequest): Answer {
  const by = byWhom(request);
  const input = parseTrustedOrigin(org, request);
  return ok(
    presentTrustedOrigin(org, org.trustedOrigins.create({ ...input, createdBy: by, lastUpdatedBy: by })),
  );
}

const originOf = (org: Org, request: ApiRequest): TrustedOrigin =>
  org.trustedOrigins.require(request.param('trustedOriginId'));

function getTrustedOrigin(org: Org, request: ApiRequest): Answer {
  return ok(presentTrustedOrigin(org, originOf(org, request)));
}

function replaceTrustedOrigin(org: Org, request: ApiRequest): Answer {
  const origin = originOf(org, request);
  const input = parseTrustedOrigin(org, request, origin);
  return ok(
    presentTrustedOrigin(
      org,
      org.trustedOrigins.update(origin, { ...input, lastUpdatedBy: byWhom(request) }),
    ),
  );
}

function removeTrustedOrigin(org: Org, request: ApiRequest): Answer {
  org.trustedOrigins.delete(originOf(org, request));
  return noContent();
}

function setTrustedOriginStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const origin = originOf(org, request);
  return ok(
    presentTrustedOrigin(
      org,
      org.trustedOrigins.update(origin, { status: wanted, lastUpdatedBy: byWhom(request) }),
    ),
  );
}
