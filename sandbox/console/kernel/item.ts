/** A resource of the API, as returned, without a guaranteed type. */
export type Item = Readonly<Record<string, unknown>>;

/** The value at a path such as `profile.login`; undefined if there is none. */
export const at = (item: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Item)[name]
          : undefined,
      item,
    );

/** The text at a path; empty if there is none. */
export function textAt(item: unknown, path: string): string {
  const value = at(item, path);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The texts of a list at a path. */
export function textsAt(item: unknown, path: string): readonly string[] {
  const value = at(item, path);
  return Array.isArray(value) ? value.map(String) : [];
}

/** The resources of a list at a path. */
export function itemsAt(item: unknown, path: string): readonly Item[] {
  const value = at(item, path);
  return Array.isArray(value) ? (value as Item[]) : [];
}

/** A copy of a resource with other values at some paths: the body of a PUT. Undefined takes a member away. */
export function edited(item: Item, changes: Readonly<Record<string, unknown>>): Item {
  const copy = JSON.parse(JSON.stringify(item)) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) set(copy, path.split('.'), value);
  return copy;
}

function set(target: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = target[name];
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  target[name] = next;
  set(next, rest, value);
}
