import type { Screen } from '../kernel/screen.ts';
import { authenticatorScreens } from './authenticators.ts';
import { originScreens } from './origins.ts';
import { zoneScreens } from './zones.ts';

/** Security > Authenticators, Networks, Trusted origins, Tokens. */
export const securityScreens: readonly Screen[] = [...authenticatorScreens, ...zoneScreens, ...originScreens];
