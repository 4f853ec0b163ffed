/**
 * Derives all colors of a page from one primary color, light and dark, with the contrast that WCAG AA
 * requires.
 */
import { channels, contrast, fromOklch, toOklch, withContrast } from './colour.ts';
import type { Palette } from './theme.ts';

/** Text on its background. */
const AA_TEXT = 4.5;
/** Focus rings and outlines on their background, https://www.w3.org/TR/WCAG22/#non-text-contrast. */
const AA_SHAPE = 3;

interface Ground {
  readonly page: string;
  readonly raised: string;
  readonly sunken: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
}

/**
 * Near-neutral grays that lean towards the theme's hue, so that pages of different themes differ even without
 * pictures.
 */
function ground(hue: number, chroma: number, mode: 'light' | 'dark'): Ground {
  const grey = (l: number, strength: number) => fromOklch({ l, c: Math.min(chroma, 0.1) * strength, h: hue });
  return mode === 'light'
    ? {
        page: grey(0.99, 0.03),
        raised: '#ffffff',
        sunken: grey(0.965, 0.07),
        line: grey(0.895, 0.12),
        text: grey(0.24, 0.15),
        quiet: grey(0.46, 0.15),
      }
    : {
        page: grey(0.185, 0.12),
        raised: grey(0.225, 0.14),
        sunken: grey(0.255, 0.15),
        line: grey(0.345, 0.17),
        text: grey(0.93, 0.06),
        quiet: grey(0.74, 0.1),
      };
}

/** White if it is readable on the color, otherwise near-black, otherwise black: one of them always is. */
function textOn(fill: string): string {
  return ['#ffffff', '#14161a'].find((text) => contrast(text, fill) >= AA_TEXT) ?? '#000000';
}

function rgb(hex: string): string {
  return channels(hex).join(', ');
}

function shade(hex: string, amount: number): string {
  const { l, c, h } = toOklch(hex);
  return fromOklch({ l: Math.min(1, Math.max(0, l + amount)), c, h });
}

function derive(primary: string, mode: 'light' | 'dark'): Record<string, string> {
  const { c, h } = toOklch(primary);
  const { page, raised, sunken, line, text, quiet } = ground(h, c, mode);
  const dark = mode === 'dark';
  const towardsText = dark ? 1 : -1;
  const subtle = fromOklch({ l: dark ? 0.29 : 0.95, c: Math.min(c, dark ? 0.05 : 0.035), h });
  // A fill keeps the brand's color; it is only adjusted if it would be invisible on the page (navy on black,
  // white on white).
  const fill = withContrast(primary, [page], dark ? 2.4 : 1.3, towardsText);
  const onFill = textOn(fill);
  const away = onFill === '#ffffff' ? -1 : 1; // hover moves away from the text color, so contrast only grows
  const link = withContrast(primary, [page, raised, sunken, subtle], AA_TEXT, towardsText);
  const emphasis = withContrast(primary, [subtle], 7, towardsText);
  const hover = shade(fill, 0.05 * away);
  const active = shade(fill, 0.09 * away);
  return {
    '--theme-primary': fill,
    '--theme-primary-hover': hover,
    '--theme-primary-active': active,
    '--theme-on-primary': onFill,
    '--theme-subtle': subtle,
    '--theme-on-subtle': emphasis,
    '--theme-link': link,
    '--theme-focus': withContrast(primary, [page, raised, sunken], AA_SHAPE, towardsText),
    '--theme-page': page,
    '--theme-raised': raised,
    '--theme-sunken': sunken,
    '--theme-line': line,
    '--theme-text': text,
    '--theme-quiet': quiet,
    '--bs-primary': fill,
    '--bs-primary-rgb': rgb(fill),
    '--bs-primary-text-emphasis': emphasis,
    '--bs-primary-bg-subtle': subtle,
    '--bs-primary-border-subtle': shade(subtle, dark ? 0.12 : -0.1),
    '--bs-link-color': link,
    '--bs-link-color-rgb': rgb(link),
    '--bs-link-hover-color': shade(link, 0.08 * towardsText),
    '--bs-link-hover-color-rgb': rgb(shade(link, 0.08 * towardsText)),
    '--bs-focus-ring-color': `rgba(${rgb(link)}, 0.35)`,
    '--bs-body-bg': page,
    '--bs-body-bg-rgb': rgb(page),
    '--bs-body-color': text,
    '--bs-body-color-rgb': rgb(text),
    '--bs-emphasis-color': dark ? '#ffffff' : '#000000',
    '--bs-secondary-color': quiet,
    '--bs-secondary-color-rgb': rgb(quiet),
    '--bs-secondary-bg': sunken,
    '--bs-tertiary-bg': sunken,
    '--bs-tertiary-bg-rgb': rgb(sunken),
    '--bs-border-color': line,
  };
}

/** The palette of a theme whose primary color is given as #rrggbb. */
export function createPalette(primary: string): Palette {
  return { primary, light: derive(primary, 'light'), dark: derive(primary, 'dark') };
}
