import type { Middleware } from 'koa';
import type { Brand } from '../org/org/brands.ts';
import type { Org } from '../org/org.ts';

/** What the layout of the org's pages needs from its brand. */
export interface PageBrand {
  readonly name: string;
  readonly stylesheet: string;
  readonly logo?: string;
  readonly favicon?: string;
}

/** Puts the org's brand into `ctx.state.brand` for its pages, and serves the style and pictures of it. */
export function brandOfPages(org: Org): Middleware {
  return (ctx, next) => {
    const brand = org.brands.current();
    const id = /^\/fs\/(?:bco\/1|bcg\/4)\/(\w+)$/.exec(ctx.path)?.[1];
    const picture = id === undefined ? undefined : (org.brands.picture(id) ?? org.apps.logo(id));
    if (brand && ctx.path === '/brand.css') {
      ctx.type = 'text/css';
      ctx.set('cache-control', 'public, max-age=31536000, immutable');
      ctx.body = styleOf(brand);
    } else if (picture) {
      ctx.type = picture.type;
      ctx.set('cache-control', 'public, max-age=31536000, immutable');
      ctx.set('x-content-type-options', 'nosniff');
      ctx.body = Buffer.from(picture.base64, 'base64');
    } else {
      if (brand) ctx.state['brand'] = presentForPages(brand);
      return next();
    }
    return undefined;
  };
}

function presentForPages({ name, lastUpdated, theme }: Brand): PageBrand {
  return {
    name,
    stylesheet: `/brand.css?v=${encodeURIComponent(lastUpdated)}`,
    ...(theme.logo && { logo: `/fs/bco/1/${theme.logo.id}` }),
    ...(theme.favicon && { favicon: `/fs/bco/1/${theme.favicon.id}` }),
  };
}

/** Of the card on which the pages' forms stand, in the dark. */
const DARK_GROUND = '#191f25';
/** WCAG 2.2, 1.4.3. */
const AA_TEXT = 4.5;
/** A black button on a dark card must still be seen to be one; on what is lightened so far, white can still be read. */
const VISIBLE = 2.4;

/** Custom properties of pages.css; the color itself on controls, a lighter or darker one where it is text. */
function styleOf({ theme }: Brand): string {
  const { primaryColorHex: primary, primaryColorContrastHex: contrast } = theme;
  const background =
    theme.signInPageTouchPointVariant === 'BACKGROUND_IMAGE' && theme.backgroundImage
      ? `body { background: linear-gradient(rgb(8 12 20 / 35%), rgb(8 12 20 / 35%)), url("/fs/bco/1/${theme.backgroundImage.id}") center / cover no-repeat fixed, ${primary}; }\n.foot { padding: 4px 14px; border-radius: 14px; color: #fff; background: rgb(8 12 20 / 72%); }\n`
      : '';
  const ink = (ground: string, towards: string): string => withContrast(primary, ground, towards, AA_TEXT);
  const button = withContrast(primary, DARK_GROUND, '#ffffff', VISIBLE);
  return (
    `:root { --accent: ${ink('#ffffff', '#000000')}; --button: ${primary}; --on-button: ${contrast}; }\n` +
    `@media (prefers-color-scheme: dark) { :root { --accent: ${ink(DARK_GROUND, '#ffffff')}; --button: ${button}; } }\n` +
    `.primary { background: var(--button); color: var(--on-button); }\n` +
    `.primary:hover { background: color-mix(in srgb, var(--button) 88%, ${contrast === '#ffffff' ? '#000' : '#fff'}); }\n` +
    background
  );
}

/** The color of controls and links in the widget: the brand's own in the light, a lighter one in the dark. */
export const accentsOf = ({ theme: { primaryColorHex: light } }: Brand) => ({
  light,
  dark: withContrast(light, DARK_GROUND, '#ffffff', AA_TEXT),
});

/** The color mixed with black or white until it has that contrast to its ground. */
function withContrast(colour: string, ground: string, towards: string, ratio: number): string {
  for (let part = 0; part <= 1; part += 0.05) {
    const mixed = channels(colour).map((value, i) => value + ((channels(towards)[i] ?? 0) - value) * part);
    const [dark = 0, light = 0] = [luminance(mixed), luminance(channels(ground))].sort((a, b) => a - b);
    if ((light + 0.05) / (dark + 0.05) >= ratio)
      return `#${mixed.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
  }
  return towards;
}

function channels(hex: string): number[] {
  const long = hex.length === 4 ? hex.replace(/[\da-f]/gi, '$&$&') : hex;
  return [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
}

function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
