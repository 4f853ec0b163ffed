import { z } from 'zod';
import type { ManagementApi } from '../management-api.ts';
import { additionsTo, addedBy } from '../additions.ts';
import type { Addition } from '../additions.ts';
import { covers, isFields, merge } from '../value.ts';
import type { Fields } from '../value.ts';
import { defineKind, inner, text } from './kind.ts';

const oneOf = z.array(z.strictObject({ const: z.string(), title: z.string() })).default([]);
const property = z.strictObject({
  app_id: z.string(),
  index: z.string(),
  title: z.string(),
  description: z.string().default(''),
  type: z.string(),
  array_type: z.string(),
  array_enum: z.array(z.string()).default([]),
  array_one_of: oneOf,
  scope: z.string().default('NONE'),
});
type Property = z.output<typeof property>;

const schemaPath = ({ app_id }: Property) => `/api/v1/meta/schemas/apps/${app_id}/default`;
const propertyBody = (declared: Property): Fields => ({
  title: declared.title,
  type: declared.type,
  description: declared.description,
  required: false,
  scope: declared.scope,
  union: 'DISABLE', // what Terraform's Okta provider sends if nothing is declared
  master: { type: 'PROFILE_MASTER' },
  permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
  items: { type: declared.array_type, enum: declared.array_enum, oneOf: declared.array_one_of },
});
const writeProperty = async (api: ManagementApi, declared: Property, value: Fields | null) => {
  const custom = { id: '#custom', type: 'object', properties: { [declared.index]: value } };
  await api.post(schemaPath(declared), { definitions: { custom } });
  return { id: declared.index, exports: { id: declared.index } };
};

/** A user attribute in one app. A POST to the schema adds, changes and, with null, removes it. */
export const appUserSchemaProperty = defineKind(property, {
  async find(api, declared) {
    const schema = await api.read(schemaPath(declared));
    const present = inner(schema, 'definitions', 'custom', 'properties')[declared.index];
    if (present == null) return undefined;
    return {
      id: declared.index,
      exports: { id: declared.index },
      current: covers(present, propertyBody(declared)),
    };
  },
  create: (api, declared) => writeProperty(api, declared, propertyBody(declared)),
  update: (api, declared) => writeProperty(api, declared, propertyBody(declared)),
  async delete(api, declared) {
    if (await api.read(schemaPath(declared))) await writeProperty(api, declared, null);
  },
});

const assignments = z.strictObject({
  app_id: z.string(),
  group: z.array(
    z.strictObject({
      id: z.string(),
      priority: z.number(),
      profile: z.string().transform((json) => z.record(z.string(), z.json()).parse(JSON.parse(json))),
    }),
  ),
});
type Assignments = z.output<typeof assignments>;

/** The assignment that an addition is about, of those that exist. */
function assignmentOf(declared: Assignments, { field }: Addition, present: readonly Fields[]) {
  const groupId = field.replace('group ', '');
  return {
    path: `${groupsPath(declared)}/${groupId}`,
    there: present.find(({ id }) => id === groupId),
  };
}

const groupsPath = ({ app_id }: { app_id: string }) => `/api/v1/apps/${app_id}/groups`;
async function assign(api: ManagementApi, { app_id, group }: Assignments) {
  for (const { id, priority, profile } of group)
    await api.put(`${groupsPath({ app_id })}/${id}`, { priority, profile }); // one by one, since Okta numbers them in order of arrival
  return { id: app_id, exports: { id: app_id } };
}

/** The groups assigned to an app, and their members' attributes in it. */
export const appGroupAssignments = defineKind(assignments, {
  async find(api, declared) {
    const present = await api.list(groupsPath(declared));
    const pairs = declared.group.map((wanted) => ({
      wanted,
      there: present.find(({ id }) => id === wanted.id),
    }));
    if (present.length === 0) return undefined;
    const current = pairs.every(({ wanted, there }) => there && covers(there, { profile: wanted.profile }));
    const order = pairs.map(({ there }) => Number(there?.priority));
    const ascending = order.every((priority, at) => at === 0 || priority > (order[at - 1] ?? 0));
    const missing = pairs.flatMap(({ wanted: { id, profile }, there }): Addition[] => {
      const field = `group ${id}`;
      if (!there) return [{ field, before: null, after: profile }];
      const before = isFields(there.profile) ? there.profile : {};
      const added = additionsTo(before, profile);
      return added.length > 0 ? [{ field, before, after: merge(profile, before) }] : [];
    });
    const id = declared.app_id;
    return { id, exports: { id }, current: current && ascending, missing };
  },
  create: assign,
  update: assign,
  async add(api, declared, { id, exports, missing = [] }) {
    const present = await api.list(groupsPath(declared));
    let last = Math.max(-1, ...present.map(({ priority }) => Number(priority)));
    for (const addition of missing) {
      const { path, there } = assignmentOf(declared, addition, present);
      // After those of others, which keep their order.
      await api.put(path, { priority: there?.priority ?? ++last, profile: addition.after });
    }
    return { id, exports };
  },
  async takeBack(api, declared, _id, added) {
    const present = await api.list(groupsPath(declared));
    for (const addition of [...added].reverse()) {
      const { path, there } = assignmentOf(declared, addition, present);
      const { before } = addition;
      if (before === null) await api.delete(path);
      else if (there) await api.put(path, { priority: there.priority ?? 0, profile: before });
    }
  },
  async delete(api, declared) {
    for (const { id } of declared.group) await api.delete(`${groupsPath(declared)}/${id}`);
  },
});

const grants = z.strictObject({ app_id: z.string(), issuer: z.string(), scopes: z.array(z.string()) });
type Grants = z.output<typeof grants>;

const grantsPath = ({ app_id }: Grants) => `/api/v1/apps/${app_id}/grants`;
async function grant(api: ManagementApi, declared: Grants) {
  const present = await api.list(grantsPath(declared));
  const missing = declared.scopes.filter((scope) => present.every(({ scopeId }) => scopeId !== scope));
  for (const scopeId of missing) await api.post(grantsPath(declared), { issuer: declared.issuer, scopeId });
  return { id: declared.app_id, exports: { id: declared.app_id } };
}

/** Scopes of Okta's own APIs that an app may request. */
export const appOauthApiScope = defineKind(grants, {
  async find(api, declared) {
    const present = await api.list(grantsPath(declared));
    if (present.length === 0) return undefined;
    const granted = present.map(({ scopeId }) => text(scopeId));
    const missing = additionsTo({ scopes: granted }, { scopes: declared.scopes });
    const id = declared.app_id;
    return { id, exports: { id }, current: missing.length === 0, missing };
  },
  create: grant,
  update: grant,
  add: grant,
  async takeBack(api, declared, _id, added) {
    const scopes = added.flatMap(addedBy);
    for (const { id, scopeId } of await api.list(grantsPath(declared)))
      if (scopes.includes(text(scopeId))) await api.delete(`${grantsPath(declared)}/${text(id)}`);
  },
  async delete(api, declared) {
    if (!(await api.read(`/api/v1/apps/${declared.app_id}`))) return;
    for (const { id, scopeId } of await api.list(grantsPath(declared)))
      if (declared.scopes.includes(text(scopeId))) await api.delete(`${grantsPath(declared)}/${text(id)}`);
  },
});
