interface Prioritised {
  readonly id: string;
  readonly priority: number;
  readonly system?: boolean;
}

/**
 * Okta keeps priorities consecutive (1, 2, 3…): a requested position is granted, the following ones move back
 * by one, and a position beyond the end becomes the end. Built-in ones stay last.
 * @param others the others, highest priority first
 * @param put saves another one with its new priority
 * @returns the granted position
 */
export function makeRoomFor<T extends Prioritised>(
  wanted: number | undefined,
  others: readonly T[],
  put: (moved: T) => unknown,
): number {
  const movable = others.filter((other) => other.system !== true);
  const place = Math.min(Math.max(wanted ?? movable.length + 1, 1), movable.length + 1);
  movable.forEach((other, index) => {
    const priority = index + 1 < place ? index + 1 : index + 2;
    if (other.priority !== priority) put({ ...other, priority });
  });
  return place;
}

/**
 * Where Okta keeps priorities as they were sent (rules of access policies, groups of an app): if a position is
 * taken, its holder moves back by one, and so on; gaps are kept. The moved item still holds its previous
 * place during this: those directly behind that place move too.
 * @param others the others, highest priority first
 * @param put saves another one with its new priority
 * @param own the previous place of the moved item
 */
export function pushBack<T extends Prioritised>(
  wanted: number,
  others: readonly T[],
  put: (moved: T) => unknown,
  own?: number,
): void {
  let taken = wanted;
  for (const other of others) {
    if (taken === own) taken += 1;
    if (other.system === true || other.priority !== taken) continue;
    taken += 1;
    put({ ...other, priority: taken });
  }
}
