interface Prioritised {
  readonly id: string;
  readonly priority: number;
  readonly system?: boolean;
}

/**
 * Okta keeps priorities 1, 2, 3…: whoever asks for a place gets it, those behind move back by one, and nobody stands
 * behind the end. What is built in stays last.
 * @param others the neighbours, the strongest first, without the one that asks
 * @param put keeps a neighbour with its new priority
 * @returns the place that was given
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
 * Where Okta keeps priorities as they were sent (rules of access policies, groups of an app): a place that is taken is
 * given up by whoever has it, and so on down the line; gaps stay. One that asks for the place it has counts as being in
 * its own way: Okta moves those right behind it.
 * @param others the neighbours, the strongest first, without the one that asks
 * @param put keeps a neighbour with its new priority
 * @param own the place of the one that asks
 */
export function pushBack<T extends Prioritised>(
  wanted: number,
  others: readonly T[],
  put: (moved: T) => unknown,
  own?: number,
): void {
  let taken = wanted === own ? wanted + 1 : wanted;
  for (const other of others) {
    if (other.system === true || other.priority !== taken) continue;
    taken += 1;
    put({ ...other, priority: taken });
  }
}
