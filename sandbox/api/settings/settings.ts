/** For settings that are represented by another one in the same body. */
export const saidElsewhere = 'elsewhere';

/** Settings of one kind of resource, as the bodies of some operations have them. */
export interface SettingsOf {
  /** What the list in the documents calls the resource. */
  readonly resource: string;
  /** Operations that take such a body, by Okta's names. */
  readonly operations: readonly string[];
  /** What the sandbox acts on → what it does. */
  readonly effective: Readonly<Record<Places, string>>;
  /**
   * What it only keeps, or leaves out → values that Okta has without anyone's asking, which are not worth a
   * word.
   */
  readonly stored?: Readonly<Record<Places, readonly unknown[] | typeof saidElsewhere>>;
}

/**
 * Places of one parent in a body: `name status`, `settings.signOn: audience recipient`. `*` is any name, at the
 * end all that is below. Positions in lists are not part of a place.
 */
type Places = string;

/** `settings.signOn: audience recipient` as `settings.signOn.audience` and `settings.signOn.recipient`. */
export function placesOf(key: Places): readonly string[] {
  const [parent, names] = key.includes(': ') ? key.split(': ') : ['', key];
  return (names ?? '').split(' ').map((name) => (parent === '' ? name : `${parent}.${name}`));
}

/** What a body sets, each with its path: positions in lists are not part of it. */
export function* leavesOf(
  body: unknown,
  path: readonly string[] = [],
): Generator<{ readonly path: readonly string[]; readonly value: unknown }> {
  if (body == null) return;
  if (Array.isArray(body)) for (const item of body) yield* leavesOf(item, path);
  else if (typeof body === 'object')
    for (const [name, inner] of Object.entries(body)) yield* leavesOf(inner, [...path, name]);
  else yield { path, value: body };
}

/** Whether a place of the register covers a place in a body. */
export function covers(place: string, path: readonly string[]): boolean {
  const names = place.split('.');
  const whole = names.at(-1) === '*' ? path.length >= names.length : path.length === names.length;
  return whole && names.every((name, index) => name === '*' || name === path[index]);
}
