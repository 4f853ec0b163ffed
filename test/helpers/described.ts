/**
 * Holds answers against the OpenAPI descriptions that Okta publishes (`../shared/okta-published`). What real orgs
 * answered otherwise than described (the recordings show it) is Okta's own deviation and no difference of ours.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

type Json = Record<string, unknown>;

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  /** Status (or `default`) → schema of its JSON body; null where a body is described without one. */
  readonly answers: ReadonlyMap<string, unknown>;
  /** The answers that the description shows, as [status, body]. */
  readonly examples: readonly (readonly [number, unknown])[];
}

/** What an answer has that its description has not. */
export interface Deviation {
  readonly operation: string;
  readonly status: number;
  /** Place in the answer, array positions as `*`. */
  readonly at: string;
  readonly problem: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of shared material beside the checkout; undefined where it is not at hand. */
export const sharedFolder = [`${root}../shared`, `${root}../../shared`].find((folder) =>
  existsSync(`${folder}/okta-published`),
);

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Some patterns of the descriptions are Java's. */
function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** OpenAPI 3.0 to JSON Schema: `nullable`, and `discriminator` as a choice by the property's value. */
function toJsonSchema(value: unknown, baseOf: (ref: string) => string, inAllOf = false): unknown {
  if (Array.isArray(value)) return value.map((one) => toJsonSchema(one, baseOf));
  if (!isRecord(value)) return value;
  if (typeof value['$ref'] === 'string') {
    const ref = value['$ref'].replace('#/components/schemas/', '#/definitions/');
    return { $ref: inAllOf ? baseOf(ref) : ref };
  }
  const { nullable, discriminator: _, allOf, example: _example, required, ...rest } = value;
  const out: Json = {};
  if (typeof rest['pattern'] === 'string' && !isPattern(rest['pattern'])) delete rest['pattern'];
  for (const [key, inner] of Object.entries(rest))
    out[key] =
      key === 'properties' && isRecord(inner)
        ? Object.fromEntries(Object.entries(inner).map(([name, one]) => [name, toJsonSchema(one, baseOf)]))
        : key === 'enum'
          ? inner
          : toJsonSchema(inner, baseOf);
  // A string whose format is a boolean is a boolean on Okta's wire, as its SDKs and older reference have it.
  if (out['format'] === 'boolean') out['type'] = 'boolean';
  if (Array.isArray(required)) out['required'] = required;
  if (Array.isArray(allOf)) out['allOf'] = allOf.map((one) => toJsonSchema(one, baseOf, true));
  if (nullable !== true) return out;
  return { anyOf: [{ type: 'null' }, out] };
}

/** The discriminated schema: the mapped one for a known value, the base otherwise. */
function discriminated(name: string, schema: Json): Json | undefined {
  const discriminator = schema['discriminator'];
  if (!isRecord(discriminator) || !isRecord(discriminator['mapping'])) return undefined;
  const property = String(discriminator['propertyName']);
  return Object.entries(discriminator['mapping']).reduceRight<Json>(
    (otherwise, [value, ref]) => {
      const target = String(ref).replace('#/components/schemas/', '#/definitions/');
      return {
        if: { properties: { [property]: { const: value } }, required: [property] },
        then: { $ref: target === `#/definitions/${name}` ? `${target}__base` : target },
        else: otherwise,
      };
    },
    { $ref: `#/definitions/${name}__base` },
  );
}

/** One published description, compiled. */
export class Description {
  readonly operations: readonly Operation[];
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #document: Json;

  constructor(path: string) {
    this.#document = parse(readFileSync(path, 'utf8'), { maxAliasCount: -1 }) as Json;
    const schemas = ((this.#document['components'] as Json)['schemas'] ?? {}) as Record<string, Json>;
    const split = new Set(
      Object.entries(schemas)
        .filter(([name, schema]) => discriminated(name, schema))
        .map(([name]) => `#/definitions/${name}`),
    );
    const baseOf = (ref: string): string => (split.has(ref) ? `${ref}__base` : ref);
    const definitions: Json = {};
    for (const [name, schema] of Object.entries(schemas)) {
      const choice = discriminated(name, schema);
      // A choice whose kinds are each "all of the choice and more" would never end: the base is what it says.
      const { oneOf, ...base } = schema;
      const turnsBack = JSON.stringify(oneOf ?? [])
        .match(/(?<=schemas\/)\w+/g)
        ?.some((kind) => JSON.stringify(schemas[kind]?.['allOf'] ?? []).includes(`/${name}"`));
      definitions[choice ? `${name}__base` : name] = toJsonSchema(turnsBack ? base : schema, baseOf);
      if (choice) definitions[name] = choice;
    }
    this.#ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateSchema: false });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'okta', definitions });
    this.operations = this.#read();
  }

  #resolve(value: unknown): unknown {
    if (!isRecord(value) || typeof value['$ref'] !== 'string') return value;
    return this.#resolve(
      value['$ref']
        .slice(2)
        .split('/')
        .reduce<unknown>((inner, part) => (inner as Json)[part.replaceAll('~1', '/')], this.#document),
    );
  }

  #read(): Operation[] {
    return Object.entries(this.#document['paths'] as Record<string, Json>)
      .flatMap(([template, item]) =>
        Object.entries(item)
          .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
          .map(([method, operation]) => this.#operation(template, method, operation as Json)),
      )
      .sort((a, b) => fixedParts(b.template) - fixedParts(a.template));
  }

  #operation(template: string, method: string, operation: Json): Operation {
    const answers = new Map<string, unknown>();
    const examples: [number, unknown][] = [];
    for (const [status, answer] of Object.entries(operation['responses'] as Json)) {
      const content = ((this.#resolve(answer) as Json)['content'] ?? {}) as Record<string, Json>;
      const json = Object.entries(content).find(([type]) => /json/.test(type));
      answers.set(status, json ? (json[1]['schema'] ?? null) : null);
      for (const example of Object.values((json?.[1]['examples'] ?? {}) as Json))
        examples.push([Number(status), (this.#resolve(example) as Json)['value']]);
    }
    return {
      id: String(operation['operationId']),
      method: method.toUpperCase(),
      template,
      pattern: new RegExp(`^${template.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
      answers,
      examples,
    };
  }

  find(method: string, path: string): Operation | undefined {
    return this.operations.find((one) => one.method === method && one.pattern.test(path));
  }

  /** What is not as described. An answer with a status that the description does not list is one deviation. */
  check(operation: Operation, status: number, body: unknown): Deviation[] {
    const where = { operation: operation.id, status };
    const key = [String(status), `${String(status)[0] ?? ''}XX`, 'default'].find((one) =>
      operation.answers.has(one),
    );
    if (key === undefined)
      // Errors are described sparsely; their form is what the description of any error says.
      return status < 400
        ? [{ ...where, at: '', problem: `status ${status} is not described` }]
        : this.#validate(where, 'Error', { $ref: 'okta#/definitions/Error' }, body);
    const schema = operation.answers.get(key);
    if (schema === null || schema === undefined) return [];
    const local = JSON.parse(
      JSON.stringify(toJsonSchema(schema, (ref) => ref)).replaceAll('"#/definitions/', '"okta#/definitions/'),
    ) as unknown;
    return this.#validate(where, `${operation.id} ${key}`, local, body);
  }

  #validate(
    where: { operation: string; status: number },
    name: string,
    schema: unknown,
    body: unknown,
  ): Deviation[] {
    let validate = this.#validators.get(name);
    if (!validate) {
      validate = this.#ajv.compile(schema as Json);
      this.#validators.set(name, validate);
    }
    if (validate(body)) return [];
    const found = (validate.errors ?? [])
      .filter((error) => !['anyOf', 'oneOf', 'if', 'allOf'].includes(error.keyword))
      .filter((error) => !(error.keyword === 'type' && (error.params as Json)['type'] === 'null'))
      .map((error) => ({
        ...where,
        at: error.instancePath.replace(/\/\d+(?=\/|$)/g, '/*'),
        problem: `${error.message ?? error.keyword}${error.keyword === 'enum' ? `: ${JSON.stringify((error.params as Json)['allowedValues']).slice(0, 200)}` : ''}`,
      }));
    return [...new Map(found.map((one) => [`${one.at} ${one.problem}`, one])).values()];
  }
}

const fixedParts = (template: string): number =>
  template.split('/').filter((part) => !part.startsWith('{')).length;

interface Recording {
  readonly interactions: readonly {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly response: unknown;
  }[];
}

/** What a deviation is called in a list. */
export const nameOf = ({ operation, at, problem }: Deviation): string =>
  `${operation} ${at || '/'}: ${problem}`;

/** The same place of one resource, whether the resource is answered alone or in a list. */
export const placeOf = ({ operation, at, problem }: Deviation): string =>
  at === '' ? `${operation}: ${problem}` : `${at.replace(/^\/\*/, '')}: ${problem}`;

/** Where the description's own examples of these operations are not as it describes. */
export const deviationsOfExamples = (
  description: Description,
  operations: ReadonlyMap<string, unknown>,
): string[] =>
  description.operations
    .filter((operation) => operations.has(operation.id))
    .flatMap((operation) =>
      operation.examples
        .filter(([status]) => status < 400)
        .flatMap(([status, body]) => description.check(operation, status, body).map(placeOf)),
    );

/** What recorded orgs answered otherwise than described. */
export function deviationsOfRealOrgs(description: Description, folder: string): Set<string> {
  const found = new Set<string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const { interactions } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Recording;
    for (const { method, path, status, response } of interactions) {
      const operation = description.find(method, path.split('?')[0] ?? '');
      if (!operation || response === null || status >= 500) continue;
      for (const one of description.check(operation, status, response)) found.add(placeOf(one));
    }
  }
  return found;
}

export interface Listener {
  readonly url: string;
  /** Operation id → statuses that were answered. */
  readonly seen: Map<string, Set<number>>;
  readonly deviations: Deviation[];
  close(): Promise<void>;
}

type OnRead = (operation: string, url: string, headers: Record<string, string>) => Promise<void>;

/**
 * A proxy in front of an org that holds every answer against the description.
 * @param onRead is told of each GET that was answered
 */
export async function listenTo(
  target: string,
  descriptions: readonly Description[],
  onRead?: OnRead,
): Promise<Listener> {
  const seen = new Map<string, Set<number>>();
  const deviations: Deviation[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { host: _host, connection: _connection, ...headers } = request.headers;
      const answer = await fetch(`${target}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        redirect: 'manual',
      });
      const text = await answer.text();
      const read = request.method === 'GET' && answer.ok;
      for (const description of descriptions) {
        const operation = description.find(request.method ?? '', (request.url ?? '').split('?')[0] ?? '');
        if (!operation) continue;
        if (read)
          await onRead?.(operation.id, `${target}${request.url ?? ''}`, headers as Record<string, string>);
        seen.set(operation.id, (seen.get(operation.id) ?? new Set()).add(answer.status));
        if (/json/.test(answer.headers.get('content-type') ?? ''))
          deviations.push(...description.check(operation, answer.status, JSON.parse(text)));
      }
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'text/plain',
      });
      response.end(text);
    })().catch((error: unknown) => {
      response.writeHead(599);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    deviations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
