import { appSettings } from './apps.ts';
import { idpSettings } from './idps.ts';
import { orgSettings } from './org.ts';
import { peopleSettings } from './people.ts';
import { policySettings } from './policies.ts';
import { serverSettings } from './servers.ts';
import type { SettingsOf } from './settings.ts';

/**
 * Every setting that the Management API takes, declared once with what it does. What is only stored is listed in
 * docs/sandbox.md, and whoever uses it is told (not-simulated.ts).
 */
export const settingsRegister: readonly SettingsOf[] = [
  ...appSettings,
  ...peopleSettings,
  ...serverSettings,
  ...policySettings,
  ...idpSettings,
  ...orgSettings,
];
