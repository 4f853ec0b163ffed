import { z } from 'zod';
import type { Brand } from '../../org/org/brands.ts';
import { OktaError, invalid } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';
import { bySubstring, listed } from '../kernel/query-text.ts';
import { emailDomainOf, presentBrand, presentTheme } from './present-brand.ts';
import { presentEmailDomain } from './present-email-domain.ts';

const path = '/api/v1/brands';
const one = `${path}/:brandId`;
const read = 'okta.brands.read';
const manage = 'okta.brands.manage';

/**
 * Brands. The org's own pages use the default one; as in Okta, others have an effect only with a custom domain.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Brands/
 */
export const brandRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listBrands', scope: read, handle: listBrands },
  { method: 'POST', path, name: 'createBrand', scope: manage, handle: createBrand },
  {
    method: 'GET',
    path: one,
    name: 'getBrand',
    scope: read,
    handle: (org, request) => ok(withMore(org, request, brandOf(org, request))),
  },
  { method: 'PUT', path: one, name: 'replaceBrand', scope: manage, handle: replaceBrand },
  { method: 'DELETE', path: one, name: 'deleteBrand', scope: manage, handle: deleteBrand },
];

/** The brand that the path names. @throws OktaError 404 */
export function brandOf(org: Org, request: ApiRequest): Brand {
  org.brands.ensure(org.name);
  return org.brands.require(request.param('brandId'));
}

function listBrands(org: Org, request: ApiRequest): Answer {
  org.brands.ensure(org.name);
  const isWanted = bySubstring(request.query.get('q'));
  const brands = org.brands.all().filter(({ name }) => isWanted(name));
  return pageById(org, request, brands, (brand) => withMore(org, request, brand), 20, 200);
}

/** With `expand`, a brand's theme, its email domain, and its custom domains, of which the sandbox has none. */
function withMore(org: Org, { query }: ApiRequest, brand: Brand): Record<string, unknown> {
  const expand = listed(query, 'expand');
  const emailDomain = emailDomainOf(org, brand);
  const _embedded = {
    ...(expand.includes('themes') && { themes: [presentTheme(org, brand)] }),
    ...(expand.includes('domains') && { domains: [] }),
    ...(expand.includes('emailDomain') && emailDomain && { emailDomain: presentEmailDomain(emailDomain) }),
  };
  return { ...presentBrand(org, brand), ...(Object.keys(_embedded).length > 0 && { _embedded }) };
}

const name = text(50);
const brandSchema = z.object({
  name,
  removePoweredByOkta: optional(z.boolean()),
  customPrivacyPolicyUrl: optional(z.string().max(1000)),
  agreeToCustomPrivacyPolicy: optional(z.boolean()),
  locale: optional(z.string().regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, 'must be a language tag')),
  emailDomainId: optional(z.string()),
  defaultApp: optional(
    z.object({
      appInstanceId: optional(z.string()),
      appLinkName: optional(z.string()),
      classicApplicationUri: optional(z.string()),
    }),
  ),
});

/** @throws OktaError 409 when another brand has that name */
function keepNameFree(org: Org, wanted: string, current?: Brand): void {
  org.brands.ensure(org.name);
  const namesake = org.brands.all().find((brand) => brand.name === wanted);
  if (namesake && namesake.id !== current?.id)
    throw new OktaError(409, 'E0000202', 'Brand name already exists.');
}

function createBrand(org: Org, request: ApiRequest): Answer {
  const input = parseBody(z.object({ name }), request.body, 'brand');
  keepNameFree(org, input.name);
  return created(presentBrand(org, org.brands.add(input.name)));
}

/** Okta requires that an administrator agrees to a custom privacy policy. */
function replaceBrand(org: Org, request: ApiRequest): Answer {
  const brand = brandOf(org, request);
  const input = parseBody(brandSchema, request.body, 'brand');
  keepNameFree(org, input.name, brand);
  const customPrivacyPolicyUrl = input.customPrivacyPolicyUrl || undefined;
  const agrees = input.agreeToCustomPrivacyPolicy ?? false;
  if (customPrivacyPolicyUrl !== undefined && !agrees)
    throw invalid('agreeToCustomPrivacyPolicy', [
      'agreeToCustomPrivacyPolicy: You must agree before the custom privacy policy URL can be updated.',
    ]);
  if (input.emailDomainId) org.emailDomains.require(input.emailDomainId);
  if (input.defaultApp?.appInstanceId) org.apps.require(input.defaultApp.appInstanceId);
  const changed = org.brands.update(brand, {
    name: input.name,
    removePoweredByOkta: input.removePoweredByOkta ?? false,
    customPrivacyPolicyUrl,
    agreeToCustomPrivacyPolicy: agrees,
    locale: input.locale,
    defaultApp: input.defaultApp,
  });
  return ok(presentBrand(org, changed));
}

function deleteBrand(org: Org, request: ApiRequest): Answer {
  const brand = brandOf(org, request);
  if (brand.isDefault) throw new OktaError(409, 'E0000200', 'A default brand cannot be deleted.');
  if (org.emailDomains.all().some(({ brandId }) => brandId === brand.id))
    throw new OktaError(
      409,
      'E0000201',
      'A brand associated with a custom domain or email doamin cannot be deleted.',
    );
  org.brands.delete(brand);
  return noContent();
}
