import { z } from 'zod';
import type { Brand, BrandTheme } from '../../org/org/brands.ts';
import { notFound } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { pictureOf } from '../kernel/picture.ts';
import { type Answer, type ApiRequest, type Route, created, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';
import { brandOf } from './brands.ts';
import { presentTheme } from './present-brand.ts';

const path = '/api/v1/brands';
const themes = `${path}/:brandId/themes`;
const theme = `${themes}/:themeId`;
const read = 'okta.brands.read';
const manage = 'okta.brands.manage';

/** The pictures of a theme: its field, the last part of its path, and Okta's limit in bytes. */
const pictures = [
  { field: 'logo', segment: 'logo', name: 'BrandThemeLogo', largest: 100_000 },
  { field: 'favicon', segment: 'favicon', name: 'BrandThemeFavicon', largest: 100_000 },
  {
    field: 'backgroundImage',
    segment: 'background-image',
    name: 'BrandThemeBackgroundImage',
    largest: 2_000_000,
  },
] as const;

/** The theme of each brand. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Themes/ */
export const brandThemeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: themes,
    name: 'listBrandThemes',
    scope: read,
    handle: (org, request) => ok([presentTheme(org, brandOf(org, request))]),
  },
  {
    method: 'GET',
    path: theme,
    name: 'getBrandTheme',
    scope: read,
    handle: (org, request) => ok(presentTheme(org, themed(org, request))),
  },
  { method: 'PUT', path: theme, name: 'replaceBrandTheme', scope: manage, handle: replaceTheme },
  ...pictures.flatMap(({ field, segment, name, largest }): Route[] => [
    {
      method: 'POST',
      path: `${theme}/${segment}`,
      name: `upload${name}`,
      scope: manage,
      upload: true,
      handle: (org, request) => uploadPicture(org, request, field, largest),
    },
    {
      method: 'DELETE',
      path: `${theme}/${segment}`,
      name: `delete${name}`,
      scope: manage,
      handle: (org, request) => {
        org.brands.setTheme(themed(org, request), { [field]: undefined });
        return noContent();
      },
    },
  ]),
];

function themed(org: Org, request: ApiRequest): Brand {
  const brand = brandOf(org, request);
  const id = request.param('themeId');
  if (brand.theme.id !== id) throw notFound(id, 'Theme');
  return brand;
}

const colour = z.string().regex(/^#([\da-f]{3}|[\da-f]{6})$/i, 'must be a hexadecimal color');
const touchPoint = z.enum(['OKTA_DEFAULT', 'BACKGROUND_SECONDARY_COLOR', 'BACKGROUND_IMAGE']);
const themeSchema = z.object({
  primaryColorHex: colour,
  primaryColorContrastHex: optional(colour),
  secondaryColorHex: colour,
  secondaryColorContrastHex: optional(colour),
  signInPageTouchPointVariant: touchPoint,
  endUserDashboardTouchPointVariant: z.enum([
    'OKTA_DEFAULT',
    'WHITE_LOGO_BACKGROUND',
    'FULL_THEME',
    'LOGO_ON_FULL_WHITE_BACKGROUND',
  ]),
  errorPageTouchPointVariant: touchPoint,
  emailTemplateTouchPointVariant: z.enum(['OKTA_DEFAULT', 'FULL_THEME']),
});

function replaceTheme(org: Org, request: ApiRequest): Answer {
  const brand = themed(org, request);
  const given = parseBody(themeSchema, request.body, 'theme');
  const changes: Partial<BrandTheme> = {
    ...given,
    primaryColorContrastHex: given.primaryColorContrastHex ?? brand.theme.primaryColorContrastHex,
    secondaryColorContrastHex: given.secondaryColorContrastHex ?? brand.theme.secondaryColorContrastHex,
  };
  return ok(presentTheme(org, org.brands.setTheme(brand, changes)));
}

function uploadPicture(
  org: Org,
  request: ApiRequest,
  field: (typeof pictures)[number]['field'],
  largest: number,
): Answer {
  const brand = themed(org, request);
  const picture = pictureOf(request, largest);
  org.brands.setTheme(brand, { [field]: picture });
  const answer = { url: `${org.url}/fs/bco/1/${picture.id}` };
  return field === 'logo' ? ok(answer) : created(answer); // as Okta describes them
}
