import type { Screen } from '../kernel/screen.ts';
export const appScreens: readonly Screen[] = [];
