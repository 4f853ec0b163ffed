import { groupRoutes } from './groups.ts';
import { orgRoutes } from './org.ts';
import type { Route } from './route.ts';

/** Every endpoint of the Management API that the sandbox has, by resource. */
export const routes: readonly Route[] = [...orgRoutes, ...groupRoutes];
