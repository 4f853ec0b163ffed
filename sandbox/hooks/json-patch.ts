import { z } from 'zod';

type Json = Record<string, unknown>;

const operations = z.array(
  z.object({
    op: z.enum(['add', 'replace', 'remove']),
    path: z.string().startsWith('/'),
    value: z.unknown().optional(),
  }),
);

/** What a command of a hook wants changed, in the manner of JSON Patch (RFC 6902). */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  /** The names in the path, without RFC 6901's escapes. */
  readonly names: readonly string[];
  readonly value?: unknown;
}

/** The operations of a command; undefined when they cannot be read. */
export function readOperations(command: unknown): readonly PatchOperation[] | undefined {
  const { success, data } = operations.safeParse(command);
  if (!success) return undefined;
  return data.map((operation) => ({
    ...operation,
    names: operation.path.slice(1).split('/').map(unescaped),
  }));
}

/** RFC 6901, section 4. */
const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');

/** Carries out an operation. False when there is nothing at the path to change, or nothing to put something into. */
export function change(
  document: Json,
  path: readonly string[],
  op: PatchOperation['op'],
  value: unknown,
): boolean {
  let place: Json | unknown[] = document;
  for (const name of path.slice(0, -1)) {
    const inner: unknown = Object.hasOwn(place, name) ? (place as Json)[name] : undefined;
    if (typeof inner !== 'object' || inner === null) return false;
    place = inner as Json | unknown[];
  }
  const name = path.at(-1) ?? '';
  if (name === '__proto__') return false;
  if (Array.isArray(place)) return changeItem(place, name, op, value);
  if (op !== 'add' && !Object.hasOwn(place, name)) return false;
  if (op === 'remove') Reflect.deleteProperty(place, name);
  else place[name] = value;
  return true;
}

function changeItem(list: unknown[], name: string, op: PatchOperation['op'], value: unknown): boolean {
  const at = name === '-' && op === 'add' ? list.length : Number(name);
  const last = op === 'add' ? list.length : list.length - 1;
  if (!Number.isInteger(at) || at < 0 || at > last) return false;
  if (op === 'remove') list.splice(at, 1);
  else list.splice(at, op === 'add' ? 0 : 1, value);
  return true;
}
