import { appScreens } from './apps/index.ts';
import { groupScreens } from './groups/index.ts';
import { hookScreens } from './hooks/index.ts';
import type { Screen } from './kernel/screen.ts';
import { peopleScreens } from './people/index.ts';
import { policyPages } from './policies/index.ts';
import { reportScreens } from './reports/index.ts';
import { securityScreens } from './security/index.ts';
import { serverScreens } from './servers/index.ts';

/** Every page of the console, by section. Where two paths match, the first wins. */
export const screens: readonly Screen[] = [
  ...peopleScreens,
  ...groupScreens,
  ...appScreens,
  ...policyPages,
  ...serverScreens,
  ...securityScreens,
  ...hookScreens,
  ...reportScreens,
];
