/** The style sheet of a theme: only custom properties; the rules that use them are the app's. */
import type { Palette } from './theme.ts';

const FONTS = {
  sans: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  serif:
    '"Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", "Book Antiqua", Georgia, "Noto Serif", "Liberation Serif", serif',
  rounded:
    'ui-rounded, "SF Pro Rounded", "Hiragino Maru Gothic ProN", Quicksand, Nunito, system-ui, sans-serif',
  mono: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
} as const;

export type HeadingFont = keyof typeof FONTS;

export interface Backgrounds {
  /** URLs of the picture, for wide windows and for phones. */
  readonly wide: string;
  readonly narrow: string;
}

function block(selector: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${value};`);
  return `${selector} {\n${lines.join('\n')}\n}\n`;
}

/**
 * Values come from createPalette and from URLs that we built ourselves; nothing written by a theme's author is
 * included.
 */
export function createStylesheet(palette: Palette, font: HeadingFont, backgrounds: Backgrounds): string {
  const wide = { '--theme-background': `url("${backgrounds.wide}")` };
  const small = `url("${backgrounds.narrow}")`;
  const narrow = { '--theme-background': small, '--theme-background-small': small };
  return [
    block(':root,\n[data-bs-theme="light"]', { 'color-scheme': 'light', ...palette.light }),
    block('[data-bs-theme="dark"]', { 'color-scheme': 'dark', ...palette.dark }),
    `@media (prefers-color-scheme: dark) {\n${block(':root:not([data-bs-theme])', { 'color-scheme': 'dark', ...palette.dark })}}\n`,
    block(':root', { '--theme-heading-font': FONTS[font], ...narrow }),
    `@media (min-width: 900px) {\n${block(':root', wide)}}\n`,
  ].join('');
}
