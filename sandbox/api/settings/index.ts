import { agentSettings } from './agents.ts';
import { appSettings } from './apps.ts';
import { idpSettings } from './idps.ts';
import { orgSettings } from './org.ts';
import { peopleSettings } from './people.ts';
import { policySettings } from './policies.ts';
import { serverSettings } from './servers.ts';
import type { SettingsOf } from './settings.ts';

/**
 * All settings that the Management API accepts, declared once with their effect. Those that are only stored are
 * listed in docs/sandbox.md, and using them is reported (not-simulated.ts).
 */
export const settingsRegister: readonly SettingsOf[] = [
  ...appSettings,
  ...peopleSettings,
  ...serverSettings,
  ...policySettings,
  ...idpSettings,
  ...orgSettings,
  ...agentSettings,
];
