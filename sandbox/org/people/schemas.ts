import type { OrgContext } from '../kernel/context.ts';
import { basePropertiesOf, type SchemaKind } from './default-schemas.ts';
import type { Profile, Schema, SchemaProperty } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

/** The schema of group profiles: there is one for all groups. */
const groupSchemaId = 'group';

/** Which attributes the profiles of people (one schema a user type), groups and app users may have. */
export class Schemas {
  readonly #context: OrgContext;
  readonly #schemas: Collection<Schema>;
  #isOidc: (appId: string) => boolean = () => false;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#schemas = context.records.collection<Schema>('schemas');
  }

  user(typeId: string): Schema | undefined {
    return this.#schemas.get(typeId);
  }

  /** The schema of an app's users. An app without custom attributes has the base schema. */
  app(appId: string): Schema {
    const kind = this.#isOidc(appId) ? 'oidc' : 'app';
    return this.#schemas.get(appId) ?? this.#blank(appId, kind, 'App User');
  }

  /** Told by the apps: the users of an OIDC app have OpenID Connect's standard claims as attributes. */
  tellOidcApps(isOidc: (appId: string) => boolean): void {
    this.#isOidc = isOidc;
  }

  get group(): Schema {
    return this.#schemas.get(groupSchemaId) ?? this.#blank(groupSchemaId, 'group', 'Okta group');
  }

  createUser(typeId: string, title: string): Schema {
    return this.#schemas.put(this.#blank(typeId, 'user', title));
  }

  /** Adds and replaces attributes; null removes one. */
  change(
    schema: Schema,
    changes: {
      readonly custom?: Readonly<Record<string, SchemaProperty | null>> | undefined;
      readonly base?: Readonly<Record<string, SchemaProperty | null>> | undefined;
      readonly title?: string | undefined;
      readonly description?: string | undefined;
    },
  ): Schema {
    return this.#schemas.put({
      ...schema,
      title: changes.title ?? schema.title,
      description: changes.description ?? schema.description,
      base: merged(schema.base, changes.base ?? {}),
      custom: merged(schema.custom, changes.custom ?? {}),
      lastUpdated: this.#context.now(),
    });
  }

  deleteUser(typeId: string): void {
    this.#schemas.delete(typeId);
  }

  deleteApp(appId: string): void {
    this.#schemas.delete(appId);
  }

  /**
   * One profile of those that a person gets through several groups, the strongest first: of each attribute the
   * first value that is there, and for array attributes with `union: ENABLE` the values of all.
   */
  combine(appId: string, profiles: readonly Profile[]): Profile {
    const { base, custom } = this.app(appId);
    const combined: Record<string, unknown> = {};
    for (const [name, value] of profiles.flatMap((profile) => Object.entries(profile))) {
      if (value == null) continue;
      const property = custom[name] ?? base[name];
      const before = combined[name];
      if (before === undefined) combined[name] = value;
      else if (property?.union === 'ENABLE' && Array.isArray(before) && Array.isArray(value)) {
        combined[name] = [...new Set<unknown>([...(before as unknown[]), ...(value as unknown[])])];
      }
    }
    return combined;
  }

  #blank(id: string, kind: SchemaKind, title: string): Schema {
    const now = this.#context.now();
    return { id, title, base: basePropertiesOf(kind), custom: {}, created: now, lastUpdated: now };
  }
}

function merged(
  before: Readonly<Record<string, SchemaProperty>>,
  changes: Readonly<Record<string, SchemaProperty | null>>,
): Readonly<Record<string, SchemaProperty>> {
  const after: Record<string, SchemaProperty> = { ...before };
  for (const [name, property] of Object.entries(changes)) {
    if (property === null) Reflect.deleteProperty(after, name);
    else after[name] = property;
  }
  return after;
}
