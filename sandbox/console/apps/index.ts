import type { Screen } from '../kernel/screen.ts';
import { app } from './app.ts';
import { appList } from './apps.ts';
import { assignment } from './assignment.ts';

/** Applications > Applications. */
export const appScreens: readonly Screen[] = [appList, app, assignment];
