import type { Org } from '../org.ts';
import type { App } from './model.ts';

/** Where the app's logo is: the one that was uploaded, or the org's for apps without. */
export const logoUrl = (org: Org, { rest: { logo } }: App): string =>
  logo === undefined ? `${org.url}/assets/app-default.png` : `${org.url}/fs/bcg/4/${logo.id}`;
