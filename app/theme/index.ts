/** Themes: how the shop looks and what it sells. */
export { tradeNames, trades } from './trades.ts';
export { createTheme, filesInTheWay } from './create.ts';
export type { NewTheme } from './create.ts';
export { listThemes } from './list.ts';
export { packTheme } from './pack.ts';
export { ThemePreview } from './preview.ts';
export { checkTheme, loadTheme } from './load.ts';
export type { ThemeOptions } from './load.ts';
export { ThemeError, describeProblem } from './problems.ts';
export type { Problem } from './problems.ts';
export { serveThemes } from './serve.ts';
export type { Theme, ThemeItem } from './theme.ts';
