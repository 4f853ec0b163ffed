import type { App } from './model.ts';
import type { Org } from '../org.ts';

const linkPath = /^\/home\/(\w+)\/(\w+)\/(\w+)$/;

/** Where a tile of the dashboard leads, `/home/{name}/{id}/{instance}`: a path of the org. */
export const appLinkPath = ({ name, id }: App): string => `/home/${name}/${id}/aln${id.slice(3)}`;

export const isAppLinkPath = (path: string): boolean => linkPath.test(path);

/** The active app behind such a path; any instance will do, as an org has more than one link to an app. */
export function appOfLink(org: Org, path: string): App | undefined {
  const [, name, id = ''] = linkPath.exec(path) ?? [];
  const app = org.apps.get(id);
  return app?.name === name && app?.status === 'ACTIVE' ? app : undefined;
}
