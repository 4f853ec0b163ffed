import { agentScreens } from './agents/index.ts';
import { appScreens } from './apps/index.ts';
import { brandScreens } from './brands/index.ts';
import { groupScreens } from './groups/index.ts';
import { hookScreens } from './hooks/index.ts';
import { idpScreens } from './idps/index.ts';
import type { Screen } from './kernel/screen.ts';
import { peopleScreens } from './people/index.ts';
import { policyPages } from './policies/index.ts';
import { reportScreens } from './reports/index.ts';
import { schemaScreens } from './schemas/index.ts';
import { securityScreens } from './security/index.ts';
import { serverScreens } from './servers/index.ts';

/** Every page of the console, by section. Where two paths match, the first wins. */
export const screens: readonly Screen[] = [
  ...peopleScreens,
  ...groupScreens,
  ...schemaScreens,
  ...appScreens,
  ...agentScreens,
  ...policyPages,
  ...serverScreens,
  ...securityScreens,
  ...idpScreens,
  ...hookScreens,
  ...reportScreens,
  ...brandScreens,
];
