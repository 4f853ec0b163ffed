import { isUndoable } from './changes.ts';
import type { Script } from './schema.ts';

/** What a script leaves behind in an org without snapshots, so that the presenter is told in advance. */
export function whatStays({ scenes }: Script): string[] {
  return scenes.flatMap(({ title, break: broken, fix, begins, do: steps }) => {
    const all = [...begins, ...steps];
    return [
      ...[...broken, ...fix]
        .filter((change) => !isUndoable(change))
        .map(({ text }) => `${title}: “${text}” cannot be undone.`),
      ...(all.some(({ order }) => order !== undefined) ? [`${title}: the orders stay in the shop.`] : []),
      ...(all.some(({ run }) => run !== undefined) ? [`${title}: the effects of its commands remain.`] : []),
      ...(all.some(({ press }) => press !== undefined)
        ? [`${title}: the effects of its buttons remain.`]
        : []),
    ];
  });
}
