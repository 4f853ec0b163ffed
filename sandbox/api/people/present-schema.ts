import type { App } from '../../org/apps/model.ts';
import type { Schema, SchemaProperty, UserType } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';

const draft = 'http://json-schema.org/draft-04/schema#';

function definition(
  id: string,
  properties: Readonly<Record<string, SchemaProperty>>,
): Record<string, unknown> {
  const required = Object.keys(properties).filter((name) => properties[name]?.required === true);
  return { id, type: 'object', properties, required };
}

/** What all three kinds of schema have. */
function body(schema: Schema): Record<string, unknown> {
  return {
    lastUpdated: schema.lastUpdated,
    created: schema.created,
    definitions: {
      custom: definition('#custom', schema.custom),
      base: definition('#base', schema.base),
    },
    type: 'object',
    properties: {
      profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] },
    },
  };
}

/** @param name how the request named the schema: its id, or `default` */
export function presentUserSchema(
  org: Org,
  type: UserType,
  schema: Schema,
  name: string,
): Record<string, unknown> {
  const id = type.id.replace(/^oty/, 'osc');
  return {
    id: `${org.url}/meta/schemas/user/${name}`,
    $schema: draft,
    name: type.name,
    title: schema.title,
    description: schema.description ?? type.description ?? null,
    ...body(schema),
    _links: {
      self: { rel: 'self', href: `${org.url}/api/v1/meta/schemas/user/${id}`, method: 'GET' },
      type: { rel: 'type', href: `${org.url}/api/v1/meta/types/user/${type.id}`, method: 'GET' },
    },
  };
}

export function presentGroupSchema(org: Org, schema: Schema): Record<string, unknown> {
  return {
    $schema: draft,
    id: `${org.url}/meta/schemas/group/default`,
    name: 'group',
    title: schema.title,
    description: schema.description ?? 'Okta group profile template',
    ...body(schema),
    _links: {
      self: { rel: 'self', href: `${org.url}/api/v1/meta/schemas/group/default`, method: 'GET' },
    },
  };
}

export function presentAppSchema(org: Org, app: App, schema: Schema): Record<string, unknown> {
  return {
    id: `${org.url}/meta/schemas/apps/${app.id}/default`,
    $schema: draft,
    name: app.name,
    title: `${app.label} User`,
    ...body(schema),
    _links: {
      self: { rel: 'self', href: `${org.url}/api/v1/meta/schemas/apps/${app.id}/default`, method: 'GET' },
    },
  };
}
