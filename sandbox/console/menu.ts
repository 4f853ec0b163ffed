import { consoleMenu } from '../../shared/admin-console.ts';
import { screens } from './screens.ts';

/** The menu with what there is, and which item the page belongs to: an item shows once there is a screen at its path. */
export const menuFor = (at: string) => {
  const paths = new Set(screens.map(({ path }) => path));
  return consoleMenu
    .map(({ title, items }) => ({
      title,
      items: items
        .filter(([, path]) => paths.has(path))
        .map(([name, path]) => ({ name, path, isCurrent: path === at })),
    }))
    .filter(({ items }) => items.length > 0);
};
