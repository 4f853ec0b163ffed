import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { Status, TrustedOrigin } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { parseFilter, pathReader } from '../kernel/filter.ts';
import { pageById } from '../kernel/paging.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';

const path = '/api/v1/trustedOrigins';
const one = `${path}/:trustedOriginId`;
const read = 'okta.trustedOrigins.read';
const manage = 'okta.trustedOrigins.manage';

/** Trusted origins. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/ */
export const trustedOriginRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listTrustedOrigins', scope: read, handle: list },
  { method: 'POST', path, name: 'createTrustedOrigin', scope: manage, handle: create },
  { method: 'GET', path: one, name: 'getTrustedOrigin', scope: read, handle: get },
  { method: 'PUT', path: one, name: 'replaceTrustedOrigin', scope: manage, handle: replace },
  { method: 'DELETE', path: one, name: 'deleteTrustedOrigin', scope: manage, handle: remove },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateTrustedOrigin',
    scope: manage,
    handle: (org, request) => setStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateTrustedOrigin',
    scope: manage,
    handle: (org, request) => setStatus(org, request, 'INACTIVE'),
  },
];

function present(org: Org, origin: TrustedOrigin): Record<string, unknown> {
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
        allowedOktaApps: optional(z.array(z.string())),
      }),
    )
    .min(1),
});

type Input = Pick<TrustedOrigin, 'name' | 'origin' | 'scopes'> & { readonly status: Status };

function parse(org: Org, request: ApiRequest, current?: TrustedOrigin): Input {
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

function list(org: Org, request: ApiRequest): Answer {
  let origins = org.trustedOrigins.all();
  const expression = request.query.get('filter');
  if (expression) {
    const filter = parseFilter(expression, (name) => ['id', 'name', 'origin', 'status'].includes(name));
    origins = origins.filter((origin) => filter(pathReader(origin)));
  }
  const q = request.query.get('q')?.toLowerCase();
  if (q) origins = origins.filter(({ name, origin }) => `${name} ${origin}`.toLowerCase().includes(q));
  return pageById(org, request, origins, (origin) => present(org, origin), 20, 200);
}

function create(org: Org, request: ApiRequest): Answer {
  const by = byWhom(request);
  const input = parse(org, request);
  return ok(present(org, org.trustedOrigins.create({ ...input, createdBy: by, lastUpdatedBy: by })));
}

const originOf = (org: Org, request: ApiRequest): TrustedOrigin =>
  org.trustedOrigins.require(request.param('trustedOriginId'));

function get(org: Org, request: ApiRequest): Answer {
  return ok(present(org, originOf(org, request)));
}

function replace(org: Org, request: ApiRequest): Answer {
  const origin = originOf(org, request);
  const input = parse(org, request, origin);
  return ok(present(org, org.trustedOrigins.update(origin, { ...input, lastUpdatedBy: byWhom(request) })));
}

function remove(org: Org, request: ApiRequest): Answer {
  org.trustedOrigins.delete(originOf(org, request));
  return noContent();
}

function setStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const origin = originOf(org, request);
  return ok(
    present(org, org.trustedOrigins.update(origin, { status: wanted, lastUpdatedBy: byWhom(request) })),
  );
}
