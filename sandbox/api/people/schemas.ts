import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { Schema, SchemaProperty, UserType } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { presentAppSchema, presentGroupSchema, presentUserSchema } from './present-schema.ts';
import { pattern } from '../kernel/expressions.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';

const path = '/api/v1/meta/schemas';
const read = 'okta.schemas.read';
const manage = 'okta.schemas.manage';

/**
 * Schemas of people, groups and app users.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/
 */
export const schemaRoutes: readonly Route[] = [
  { method: 'GET', path: `${path}/user/:schemaId`, name: 'getUserSchema', scope: read, handle: getUser },
  {
    method: 'POST',
    path: `${path}/user/:schemaId`,
    name: 'updateUserProfile',
    scope: manage,
    handle: changeUser,
  },
  { method: 'GET', path: `${path}/group/default`, name: 'getGroupSchema', scope: read, handle: getGroup },
  {
    method: 'POST',
    path: `${path}/group/default`,
    name: 'updateGroupSchema',
    scope: manage,
    handle: changeGroup,
  },
  {
    method: 'GET',
    path: `${path}/apps/:appId/default`,
    name: 'getApplicationUserSchema',
    scope: read,
    handle: getApp,
  },
  {
    method: 'POST',
    path: `${path}/apps/:appId/default`,
    name: 'updateApplicationUserProfile',
    scope: manage,
    handle: changeApp,
  },
];

const property = z
  .looseObject({
    title: optional(z.string().max(255)),
    description: optional(z.string().max(1024)),
    type: optional(z.enum(['string', 'boolean', 'number', 'integer', 'array', 'object'])),
    required: optional(z.boolean()),
    minLength: optional(z.number().int().min(0)),
    maxLength: optional(z.number().int().min(0)),
    enum: optional(z.array(z.unknown()).max(200)),
    pattern: optional(pattern(200)),
    master: optional(z.looseObject({ type: optional(z.enum(['OKTA', 'OVERRIDE', 'PROFILE_MASTER'])) })),
    permissions: optional(
      z.array(
        z.looseObject({
          principal: optional(z.enum(['SELF'])),
          action: optional(z.enum(['HIDE', 'READ_ONLY', 'READ_WRITE'])),
        }),
      ),
    ),
  })
  .nullable();

const properties = optional(z.object({ properties: optional(z.record(z.string().max(100), property)) }));

const schema = z.object({
  title: optional(z.string().max(255)),
  description: optional(z.string().max(1024)),
  definitions: optional(z.object({ custom: properties, base: properties })),
});

type Changes = Readonly<Record<string, SchemaProperty | null>>;

function parseSchema(
  request: ApiRequest,
  current: Schema,
  keeps: readonly string[] = [],
): Parameters<Org['schemas']['change']>[1] {
  const input = parseBody(schema, request.body, 'schema');
  const custom = propertiesOf(input.definitions?.custom?.properties ?? {}, current.custom);
  const base = propertiesOf(input.definitions?.base?.properties ?? {}, current.base, keeps);
  const problems = [
    ...Object.keys(custom)
      .filter((name) => !/^[A-Za-z_]\w*$/.test(name))
      .map(
        (name) =>
          `custom.properties.${name}: The name must begin with a letter and contain only letters, digits and _.`,
      ),
    ...Object.keys(base)
      .filter((name) => !Object.hasOwn(current.base, name) || base[name] === null)
      .map((name) => `base.properties.${name}: Base attributes can be changed, but not added or removed.`),
  ];
  if (problems.length > 0) throw invalid('schema', problems);
  return { custom, base, title: input.title, description: input.description };
}

/**
 * Attributes with Okta's defaults; null removes an attribute, or a keyword of one.
 * @param keeps keywords that cannot be changed: Okta accepts and ignores them
 */
function propertiesOf(
  input: Readonly<Record<string, z.infer<typeof property>>>,
  current: Readonly<Record<string, SchemaProperty>>,
  keeps: readonly string[] = [],
): Changes {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (value === null) return [name, null];
      const given = Object.entries(value).filter(([keyword]) => !keeps.includes(keyword));
      const before = current[name] ?? defaults;
      const whole = { type: 'string', ...before, ...Object.fromEntries(given) };
      return [name, said(withOpenItems(whole))];
    }),
  );
}

/** Objects in an array may have any attributes. */
function withOpenItems(whole: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const items = whole.items as Readonly<Record<string, unknown>> | null | undefined;
  if (items?.type !== 'object') return whole;
  return { ...whole, items: { additionalProperties: true, ...items } };
}

/** Okta omits missing keywords and `required: false`. */
const said = (whole: Readonly<Record<string, unknown>>): SchemaProperty =>
  Object.fromEntries(
    Object.entries(whole).filter(
      ([keyword, value]) => value != null && (keyword !== 'required' || value === true),
    ),
  ) as unknown as SchemaProperty;

const defaults = {
  mutability: 'READ_WRITE',
  scope: 'NONE',
  permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
};

/** By the id of the schema or of its user type, or `default`. */
function userSchemaOf(org: Org, request: ApiRequest): { readonly type: UserType; readonly found: Schema } {
  const id = request.param('schemaId');
  const type = org.userTypes.get(id.replace(/^osc/, 'oty'));
  const found = type && org.schemas.user(type.id);
  if (!found) throw notFound(id, 'UserSchema');
  return { type, found };
}

function getUser(org: Org, request: ApiRequest): Answer {
  const { type, found } = userSchemaOf(org, request);
  return ok(presentUserSchema(org, type, found, request.param('schemaId')));
}

function changeUser(org: Org, request: ApiRequest): Answer {
  const { type, found } = userSchemaOf(org, request);
  const changed = org.schemas.change(found, parseSchema(request, found));
  return ok(presentUserSchema(org, type, changed, request.param('schemaId')));
}

function getGroup(org: Org): Answer {
  return ok(presentGroupSchema(org, org.schemas.group));
}

function changeGroup(org: Org, request: ApiRequest): Answer {
  return ok(
    presentGroupSchema(org, org.schemas.change(org.schemas.group, parseSchema(request, org.schemas.group))),
  );
}

function getApp(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  return ok(presentAppSchema(org, app, org.schemas.app(app.id)));
}

function changeApp(org: Org, request: ApiRequest): Answer {
  const app = org.apps.require(request.param('appId'));
  const current = org.schemas.app(app.id);
  const changes = parseSchema(request, current, ['permissions', 'master']);
  return ok(presentAppSchema(org, app, org.schemas.change(current, changes)));
}
