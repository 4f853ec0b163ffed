import type { Picture } from '../../org/kernel/model.ts';
import type { Brand, EmailDomain } from '../../org/org/brands.ts';
import type { Org } from '../../org/org.ts';
import { link } from '../kernel/links.ts';

const path = '/api/v1/brands';

/** The domain that the mails of a brand come from. */
export const emailDomainOf = (org: Org, brand: Brand): EmailDomain | undefined =>
  org.emailDomains.all().find(({ brandId }) => brandId === brand.id);

/** A brand on the wire. */
export function presentBrand(org: Org, brand: Brand): Record<string, unknown> {
  const self = `${org.url}${path}/${brand.id}`;
  const emailDomain = emailDomainOf(org, brand);
  return {
    id: brand.id,
    name: brand.name,
    removePoweredByOkta: brand.removePoweredByOkta,
    customPrivacyPolicyUrl: brand.customPrivacyPolicyUrl ?? null,
    agreeToCustomPrivacyPolicy: brand.agreeToCustomPrivacyPolicy ?? false,
    isDefault: brand.isDefault,
    ...(emailDomain && { emailDomainId: emailDomain.id }),
    ...(brand.locale !== undefined && { locale: brand.locale }),
    defaultApp: {
      appInstanceId: brand.defaultApp?.appInstanceId ?? null,
      appLinkName: brand.defaultApp?.appLinkName ?? null,
      classicApplicationUri: brand.defaultApp?.classicApplicationUri ?? null,
    },
    _links: {
      themes: link(`${self}/themes`, 'GET'),
      self: link(self, 'GET', 'PUT', 'DELETE'),
      ...(emailDomain && {
        emailDomain: link(`${org.url}/api/v1/email-domains/${emailDomain.id}`, 'GET', 'PUT'),
      }),
    },
  };
}

/** The theme of a brand on the wire. */
export function presentTheme(org: Org, { id, theme: look }: Brand): Record<string, unknown> {
  const self = `${org.url}${path}/${id}/themes/${look.id}`;
  const address = (picture: Picture | undefined): string | null =>
    picture ? `${org.url}/fs/bco/1/${picture.id}` : null;
  return {
    id: look.id,
    ...(look.logo && { logo: address(look.logo) }),
    ...(look.favicon && { favicon: address(look.favicon) }),
    backgroundImage: address(look.backgroundImage),
    primaryColorHex: look.primaryColorHex,
    primaryColorContrastHex: look.primaryColorContrastHex,
    secondaryColorHex: look.secondaryColorHex,
    secondaryColorContrastHex: look.secondaryColorContrastHex,
    signInPageTouchPointVariant: look.signInPageTouchPointVariant,
    endUserDashboardTouchPointVariant: look.endUserDashboardTouchPointVariant,
    errorPageTouchPointVariant: look.errorPageTouchPointVariant,
    emailTemplateTouchPointVariant: look.emailTemplateTouchPointVariant,
    loadingPageTouchPointVariant: 'OKTA_DEFAULT',
    _links: {
      self: link(self, 'GET', 'PUT'),
      logo: link(`${self}/logo`, 'POST', 'DELETE'),
      favicon: link(`${self}/favicon`, 'POST', 'DELETE'),
      'background-image': link(`${self}/background-image`, 'POST', 'DELETE'),
    },
  };
}
