import type { Screen } from '../kernel/screen.ts';
import { administrators } from './administrators.ts';
import { authenticatorScreens } from './authenticators.ts';
import { behaviorScreens } from './behaviors.ts';
import { general } from './general.ts';
import { originScreens } from './origins.ts';
import { zoneScreens } from './zones.ts';

/** Security > General, Authenticators, Networks, Behavior detection, Administrators, Trusted origins, Tokens. */
export const securityScreens: readonly Screen[] = [
  general,
  administrators,
  ...authenticatorScreens,
  ...zoneScreens,
  ...behaviorScreens,
  ...originScreens,
];
