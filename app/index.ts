import type { createApp as create } from './server/create-app.ts';

export { ConfigError, loadConfig, problemsOfGiven } from './config/config.ts';
export type { Config } from './config/config.ts';
export { adminConsole } from './config/readers.ts';
export { variables } from './config/variables.ts';
export type { Variable, VariableName } from './config/variables.ts';
export type { CheckReport, DoctorReport } from './site/doctor-report.ts';
export { explainDecision } from './okta/policy-decision.ts';
export type { AccessPolicy, AccessRule } from './okta/authorization-servers.ts';
export { decideStepUp } from './okta/step-up.ts';
export type { StepUpDecision } from './okta/step-up.ts';
export { asJson, asText } from './log/format.ts';
export type { LogEntry } from './log/log.ts';
export type { Presenter } from './site/presenter.ts';
export { stagePass } from './site/stage.ts';
export type { Stage, StageAnswer, StageView } from './site/stage.ts';
/** The apps that run next to the shop. */
export const loadSideApps = () => import('./server/side-apps.ts');
/** What commands need of the assistant, with MCP's client: large, and few need it. */
export const loadAssistant = () => import('./assistant/parts.ts');
export { checkStore } from './store/check.ts';
export type { StoreState } from './store/check.ts';
export { StoreError } from './store/store-error.ts';
export {
  ThemeError,
  ThemePreview,
  checkTheme,
  createTheme,
  describeProblem,
  filesInTheWay,
  listThemes,
  loadTheme,
  packTheme,
  tradeNames,
  trades,
} from './theme/index.ts';
export type { NewTheme, Problem, Theme, ThemeOptions } from './theme/index.ts';
export type { App, AppOptions } from './server/create-app.ts';

/**
 * Builds the shop: pages, API and theme, with its store opened and migrated. Its modules are loaded now: most commands do
 * without them.
 * @throws if the store cannot be opened or the theme cannot be loaded
 */
export const createApp: typeof create = async (config, options) =>
  (await import('./server/create-app.ts')).createApp(config, options);
