/** What the descriptions that Okta publishes let a request set, place by place. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Schema {
  readonly $ref?: string;
  readonly readOnly?: boolean;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly discriminator?: { readonly mapping?: Readonly<Record<string, string>> };
}
interface Body {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema } | undefined>>;
}
interface Operation {
  readonly operationId?: string;
  readonly requestBody?: Body;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema | undefined>>;
    readonly requestBodies?: Readonly<Record<string, Body | undefined>>;
  };
}

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref;

/** Operation → writable places, such as `settings.signOn.audience`. Positions in lists are left out, `*` is any name. */
export function describedSettings(path: string): ReadonlyMap<string, readonly string[]> {
  const { paths, components } = parse(readFileSync(path, 'utf8'), { maxAliasCount: -1 }) as Document;
  const placesIn = (schema: Schema, at: readonly string[], inside: readonly string[]): string[] => {
    if (schema.$ref !== undefined) {
      const name = nameOf(schema.$ref);
      const target = components.schemas[name];
      return inside.includes(name) || target === undefined ? [] : placesIn(target, at, [...inside, name]);
    }
    if (schema.readOnly === true) return [];
    const { properties = {}, items, additionalProperties, discriminator } = schema;
    const kinds = Object.values(discriminator?.mapping ?? {}).map(($ref) => ({ $ref }));
    const alike = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...kinds];
    const below = Object.entries(properties).filter(([name]) => name !== '_links' && name !== '_embedded');
    const any = typeof additionalProperties === 'object' ? additionalProperties : undefined;
    if (alike.length === 0 && below.length === 0 && items === undefined && any === undefined)
      return at.length > 0 ? [at.join('.')] : [];
    return [
      ...[...alike, ...(items ? [items] : [])].flatMap((one) => placesIn(one, at, inside)),
      ...below.flatMap(([name, one]) => placesIn(one, [...at, name], inside)),
      ...(any ? placesIn(any, [...at, '*'], inside) : []),
    ];
  };
  const settings = new Map<string, readonly string[]>();
  for (const operations of Object.values(paths))
    for (const { operationId, requestBody } of Object.values(operations)) {
      const body = requestBody?.$ref ? components.requestBodies?.[nameOf(requestBody.$ref)] : requestBody;
      const schema = body?.content?.['application/json']?.schema;
      if (operationId !== undefined && schema)
        settings.set(operationId, [...new Set(placesIn(schema, [], []))]);
    }
  return settings;
}
