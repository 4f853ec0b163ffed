import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { EmailDomain } from '../../org/org/brands.ts';
import type { Org } from '../../org/org.ts';
import { type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { listed } from '../kernel/query-text.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';
import { presentBrand } from './present-brand.ts';
import { presentEmailDomain } from './present-email-domain.ts';

const path = '/api/v1/email-domains';
const one = `${path}/:emailDomainId`;
const read = 'okta.emailDomains.read';
const manage = 'okta.emailDomains.manage';

/**
 * Domains that a brand sends mail from. They cannot be verified here, since the sandbox makes no DNS queries:
 * until they are verified, Okta sends from its own address, and so does the sandbox.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EmailDomain/
 */
export const emailDomainRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    name: 'listEmailDomains',
    scope: read,
    handle: (org, request) => ok(org.emailDomains.all().map((domain) => withBrands(org, request, domain))),
  },
  {
    method: 'POST',
    path,
    name: 'createEmailDomain',
    scope: manage,
    handle: (org, request) =>
      created(withBrands(org, request, org.emailDomains.create(parseEmailDomain(org, request)))),
  },
  {
    method: 'GET',
    path: one,
    name: 'getEmailDomain',
    scope: read,
    handle: (org, request) => ok(withBrands(org, request, domainOf(org, request))),
  },
  {
    method: 'PUT',
    path: one,
    name: 'replaceEmailDomain',
    scope: manage,
    handle: (org, request) => {
      const changes = parseBody(senderSchema, request.body, 'emailDomain');
      return ok(withBrands(org, request, org.emailDomains.update(domainOf(org, request), changes)));
    },
  },
  {
    method: 'DELETE',
    path: one,
    name: 'deleteEmailDomain',
    scope: manage,
    handle: (org, request) => {
      org.emailDomains.delete(domainOf(org, request));
      return noContent();
    },
  },
];

const domainOf = (org: Org, request: ApiRequest): EmailDomain =>
  org.emailDomains.require(request.param('emailDomainId'));

/** With `expand=brands`, the brands whose mail comes from the domain. */
function withBrands(org: Org, { query }: ApiRequest, domain: EmailDomain): Record<string, unknown> {
  const wanted = listed(query, 'expand').includes('brands');
  const brands = org.brands.all().filter(({ id }) => id === domain.brandId);
  return {
    ...presentEmailDomain(domain),
    ...(wanted && { _embedded: { brands: brands.map((brand) => presentBrand(org, brand)) } }),
  };
}

const senderSchema = z.object({ displayName: text(), userName: text() });
const schema = senderSchema.extend({
  brandId: text(),
  domain: z.string().regex(/^(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})+$/, 'must be a domain name'),
  validationSubdomain: optional(z.string().regex(/^[\w-]{1,63}$/, 'must be a subdomain')),
});

function parseEmailDomain(
  org: Org,
  request: ApiRequest,
): Omit<EmailDomain, 'id' | 'created' | 'lastUpdated'> {
  const input = parseBody(schema, request.body, 'emailDomain');
  org.brands.require(input.brandId);
  if (org.emailDomains.all().some(({ domain }) => domain.toLowerCase() === input.domain.toLowerCase()))
    throw invalid('domain', ['domain: An email domain with this name already exists.']);
  return {
    ...input,
    validationSubdomain: input.validationSubdomain ?? 'mail',
    verificationToken: randomBytes(16).toString('hex'),
  };
}
