/** Themes: how the shop looks and what it sells. */
export { checkTheme, loadTheme } from './load.ts';
export type { ThemeOptions } from './load.ts';
export { ThemeError, describeProblem } from './problems.ts';
export type { Problem } from './problems.ts';
export { serveThemes } from './serve.ts';
export type { Palette, Target, Theme, ThemeAssets, ThemeItem } from './theme.ts';
