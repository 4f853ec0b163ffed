import type { Screen } from '../kernel/screen.ts';
import { idpScreenList } from './idps.ts';
import { routingScreens } from './routing.ts';

/** Security > Identity Providers, and their routing rules. */
export const idpScreens: readonly Screen[] = [...routingScreens, ...idpScreenList];
