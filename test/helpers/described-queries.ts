/** The query parameters that Okta's descriptions have, and which of them an org does not act on. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
}
interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly schema?: Schema & { readonly items?: Schema };
}
interface Item {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Item & readonly Parameter[]>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}
type Query = readonly [name: string, value: string];

/** Operation → its query parameters, each with a value that it may have. */
export function describedQueries(path: string): ReadonlyMap<string, readonly Query[]> {
  const { paths, components } = parse(readFileSync(path, 'utf8'), { maxAliasCount: -1 }) as Document;
  const resolve = (one: Parameter): Parameter =>
    one.$ref === undefined ? one : (components.parameters[one.$ref.split('/').at(-1)!] ?? {});
  const queries = new Map<string, readonly Query[]>();
  for (const item of Object.values(paths))
    for (const { operationId, parameters = [] } of Object.values(item)) {
      if (operationId === undefined) continue;
      const all = [...(item['parameters'] ?? []), ...parameters].map(resolve);
      queries.set(
        operationId,
        all.filter((one) => one.in === 'query').map(({ name = '', schema }) => [name, valueFor(schema)]),
      );
    }
  return queries;
}

function valueFor(schema: Parameter['schema']): string {
  const [first] = schema?.enum ?? schema?.items?.enum ?? [];
  if (first !== undefined) return first;
  return schema?.type === 'boolean' ? 'true' : schema?.type === 'integer' ? '1' : 'x';
}

/** Asks again with each parameter in turn what was asked for without. A refusal shows that it was read. */
export class QueryProbe {
  /** Operation → the parameters of which the org says that they have no effect. */
  readonly idle = new Map<string, string[]>();
  readonly asked = new Set<string>();
  readonly #described: ReadonlyMap<string, readonly Query[]>;

  constructor(described: ReadonlyMap<string, readonly Query[]>) {
    this.#described = described;
  }

  readonly onRead = async (
    operation: string,
    url: string,
    headers: Record<string, string>,
  ): Promise<void> => {
    if (this.asked.has(operation)) return;
    this.asked.add(operation);
    for (const [name, value] of this.#described.get(operation) ?? []) {
      const probe = new URL(url);
      probe.searchParams.set(name, value);
      const said = (await fetch(probe, { headers })).headers.get('x-sandbox-not-simulated') ?? '';
      if (!said.split(', ').includes(`?${name}`)) continue;
      this.idle.set(operation, [...(this.idle.get(operation) ?? []), name].sort());
    }
  };
}
