import type { z } from 'zod';
import { additionsTo, withAdditions, withoutAdditions } from '../additions.ts';
import type { Addition } from '../additions.ts';
import type { ManagementApi, OrgReader } from '../management-api.ts';
import { covers, isFields, merge } from '../value.ts';
import type { Fields, Value } from '../value.ts';

/** One of our objects in the org: its id, and what other declarations may refer to. */
export interface Found {
  id: string;
  /** Attributes set by the org, such as `id`, `client_id` and `issuer`. */
  exports: Fields;
  /** Whether it already matches its declaration. */
  current: boolean;
  /** Fields of the org's object that differ from the declaration, if known. */
  differing?: string[];
  /** What adopting the object would add to it; nothing if absent. */
  missing?: Addition[];
}

/** What was created or changed. */
export type Made = Pick<Found, 'id' | 'exports'>;

/** The API calls of a kind, in terms of its parsed attributes. */
interface Calls<T> {
  /** Finds it by the id of the last run, else by its unique name in the org. */
  find(api: OrgReader, attributes: T, before: Made | undefined): Promise<Found | undefined>;
  create(api: ManagementApi, attributes: T): Promise<Made>;
  update(api: ManagementApi, attributes: T, id: string): Promise<Made>;
  delete(api: ManagementApi, attributes: T, id: string): Promise<void>;
  /** For an object that others made: adds what `find` says is missing, and changes nothing else. */
  add?(api: ManagementApi, attributes: T, found: Found): Promise<Made>;
  /** Undoes `add`. It is not an error if the object no longer exists. */
  takeBack?(api: ManagementApi, attributes: T, id: string, added: readonly Addition[]): Promise<void>;
  /** For `ignore_changes`: the current attributes in the org. */
  read?(api: OrgReader, attributes: T, id: string): Promise<Fields>;
}

/** One kind of resource: how Terraform's attributes map to the Management API. */
export type Kind = Required<Calls<Fields>>;

/**
 * Parses the attributes before each call. The schema is strict: unmapped attributes are rejected, never lost.
 */
export function defineKind<T>(schema: z.ZodType<T>, calls: Calls<T>): Kind {
  return {
    find: async (api, attributes, before) => calls.find(api, schema.parse(attributes), before),
    create: async (api, attributes) => calls.create(api, schema.parse(attributes)),
    update: async (api, attributes, id) => calls.update(api, schema.parse(attributes), id),
    delete: async (api, attributes, id) => calls.delete(api, schema.parse(attributes), id),
    add: async (api, attributes, found) =>
      (await calls.add?.(api, schema.parse(attributes), found)) ?? asMade(found),
    takeBack: async (api, attributes, id, added) =>
      calls.takeBack?.(api, schema.parse(attributes), id, added),
    read: async (api, attributes, id) => (await calls.read?.(api, schema.parse(attributes), id)) ?? {},
  };
}

const asMade = ({ id, exports }: Found): Made => ({ id, exports });

/** A kind that is an object in a collection: POST to create, GET, PUT and DELETE under its id. */
interface CollectionKind<T> {
  attributes: z.ZodType<T>;
  collection(attributes: T): string;
  /** Query that narrows the collection; the rest is compared here. */
  query?(attributes: T): string;
  isSame(present: Fields, attributes: T): boolean;
  body(attributes: T): Fields;
  /** The part of the body that the org returns, if not all of it. */
  told?(attributes: T): Fields;
  /** The rest of it, which every update must repeat. */
  secrets?(attributes: T): Fields;
  /** Fields that adoption leaves alone, because Okta allows only one value. */
  single?: readonly string[];
  /** Existing fields that an update must repeat. */
  keep?(present: Fields): Fields;
  exports?(present: Fields): Fields;
  /**
   * Exports that the org returns only on creation or change; if they are unknown, the object is updated again.
   */
  toldOnce?(attributes: T): readonly string[];
  read?(present: Fields): Fields;
  /** Okta deletes some kinds only if they are inactive. */
  deactivateFirst?: boolean;
}

/** Adds the API calls shared by all objects in collections. */
export function collectionKind<T>(kind: CollectionKind<T>): Kind {
  const path = (attributes: T, id: string) => `${kind.collection(attributes)}/${id}`;
  const found = (present: Fields) => {
    const id = text(present.id);
    return { id, exports: { id, ...kind.exports?.(present) } };
  };
  const present = async (api: OrgReader, attributes: T, id: string | undefined) => {
    const known = id === undefined ? undefined : await api.read(path(attributes, id));
    if (known) return known;
    const all = await api.list(kind.collection(attributes) + (kind.query?.(attributes) ?? ''));
    return all.find((item) => kind.isSame(item, attributes));
  };
  return defineKind(kind.attributes, {
    async find(api, attributes, before) {
      const there = await present(api, attributes, before?.id);
      if (!there) return undefined;
      const { id, exports } = found(there);
      const known = { ...(before?.id === id && before.exports), ...exports };
      const complete = (kind.toldOnce?.(attributes) ?? []).every((name) => name in known);
      const wanted = kind.told?.(attributes) ?? kind.body(attributes);
      const differing = Object.keys(wanted).filter((name) => !covers(there[name], wanted[name] ?? null));
      const missing = additionsTo(there, wanted, kind.single);
      return { id, exports: known, current: complete && differing.length === 0, differing, missing };
    },
    create: async (api, attributes) =>
      found(await api.post(kind.collection(attributes), kind.body(attributes))),
    async update(api, attributes, id) {
      const body = kind.body(attributes);
      const there = kind.keep && (await api.read(path(attributes, id)));
      return found(await api.put(path(attributes, id), there ? merge(body, kind.keep?.(there) ?? {}) : body));
    },
    async delete(api, attributes, id) {
      const there = await api.read(path(attributes, id));
      if (!there) return;
      if (kind.deactivateFirst && there.status === 'ACTIVE')
        await api.post(`${path(attributes, id)}/lifecycle/deactivate`);
      await api.delete(path(attributes, id));
    },
    async add(api, attributes, { id, exports, missing = [] }) {
      if (missing.length === 0) return { id, exports };
      const there = writable((await api.read(path(attributes, id))) ?? {});
      const body = merge(withAdditions(there, missing), kind.secrets?.(attributes) ?? {});
      const made = found(await api.put(path(attributes, id), body));
      return { id, exports: { ...exports, ...made.exports } };
    },
    async takeBack(api, attributes, id, added) {
      const present = await api.read(path(attributes, id));
      if (!present || added.length === 0) return;
      const body = merge(withoutAdditions(writable(present), added), kind.secrets?.(attributes) ?? {});
      await api.put(path(attributes, id), body);
    },
    read: async (api, attributes, id) => kind.read?.((await api.read(path(attributes, id))) ?? {}) ?? {},
  });
}

/** An object as it may be sent back: without what only the org writes. */
const writable = ({ _links, _embedded, ...fields }: Fields): Fields => fields;

/** A field that Okta always sends as text. */
export function text(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error('The org omitted a string that Okta always sends.');
  return value;
}
/** A nested object; empty if missing. */
export const inner = (from: Fields | undefined, ...path: string[]): Fields =>
  path.reduce<Fields>((value, name) => {
    const next = value[name];
    return isFields(next) ? next : {};
  }, from ?? {});
