import { z } from 'zod';
import { invalid, OktaError } from '../../org/kernel/errors.ts';
import { ExpressionError, attributesRead } from '../../org/expression/expression.ts';
import type { GroupRule } from '../../org/groups/model.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';
import { isGroup, isUser, referenceCheck } from '../settings/references.ts';
import { userAttributes } from '../people/user-search.ts';
import { bySubstring } from '../kernel/query-text.ts';

const path = '/api/v1/groups/rules';
const one = `${path}/:groupRuleId`;
const read = 'okta.groups.read';
const manage = 'okta.groups.manage';

/** Rules that put people into groups. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GroupRule/ */
export const groupRuleRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listGroupRules', scope: read, handle: listGroupRules },
  { method: 'POST', path, name: 'createGroupRule', scope: manage, handle: createGroupRule },
  { method: 'GET', path: one, name: 'getGroupRule', scope: read, handle: getGroupRule },
  { method: 'PUT', path: one, name: 'replaceGroupRule', scope: manage, handle: replaceGroupRule },
  { method: 'DELETE', path: one, name: 'deleteGroupRule', scope: manage, handle: removeGroupRule },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateGroupRule',
    scope: manage,
    handle: activateGroupRule,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateGroupRule',
    scope: manage,
    handle: deactivateGroupRule,
  },
];

/** @param expand `groupIdToGroupNameMap`: with the names of its groups */
function presentGroupRule(org: Org, rule: GroupRule, expand?: string | null): Record<string, unknown> {
  return {
    type: 'group_rule',
    id: rule.id,
    status: rule.status,
    name: rule.name,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    conditions: {
      people: { users: { exclude: rule.excludedUserIds }, groups: { exclude: rule.excludedGroupIds } },
      expression: { value: rule.expression, type: 'urn:okta:expression:1.0' },
    },
    actions: { assignUserToGroups: { groupIds: rule.groupIds } },
    allGroupsValid: rule.status !== 'INVALID',
    ...(expand === 'groupIdToGroupNameMap' && {
      _embedded: {
        groupIdToGroupNameMap: Object.fromEntries(
          rule.groupIds.flatMap((id) => {
            const name = org.groups.get(id)?.profile.name;
            return name === undefined ? [] : [[id, name]];
          }),
        ),
      },
    }),
  };
}

const excluded = optional(z.object({ exclude: optional(z.array(z.string())) }));
const schema = z.object({
  name: text(50),
  type: z.literal('group_rule'),
  conditions: z.object({
    people: optional(z.object({ users: excluded, groups: excluded })),
    expression: z.object({ value: text(4096), type: z.literal('urn:okta:expression:1.0') }),
  }),
  actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()).min(1) }) }),
});

const checkReferences = referenceCheck({
  'conditions.people.users: exclude': isUser,
  'conditions.people.groups: exclude': isGroup,
});

type RuleInput = Omit<GroupRule, 'id' | 'created' | 'lastUpdated' | 'status'>;

function parseGroupRule(org: Org, request: ApiRequest, current?: GroupRule): RuleInput {
  const { name, conditions, actions } = parseBody(schema, request.body, 'groupRule');
  const { groupIds } = actions.assignUserToGroups;
  for (const id of groupIds) org.groups.refuseBuiltIn(org.groups.require(id));
  checkReferences(org, request.body);
  const namesake = org.groupRules.all().find((rule) => rule.name === name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: Group rule with this name already exists.']);
  checkExpression(org, conditions.expression.value);
  return {
    name,
    expression: conditions.expression.value,
    groupIds,
    excludedUserIds: conditions.people?.users?.exclude ?? [],
    excludedGroupIds: conditions.people?.groups?.exclude ?? [],
  };
}

/** @throws OktaError 400 when it cannot be read, or reads an attribute that no person has */
function checkExpression(org: Org, value: string): void {
  try {
    const known = userAttributes(org);
    const unknown = attributesRead(value, 'user').find((name) => !known.has(name));
    if (unknown !== undefined)
      throw invalid('conditions.expression', [`Invalid property ${unknown} in expression ${value}`]);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw invalid('conditions.expression', [`expression: Invalid expression: ${error.message}`]);
  }
}

const ruleOf = (org: Org, request: ApiRequest): GroupRule =>
  org.groupRules.require(request.param('groupRuleId'));

function listGroupRules(org: Org, request: ApiRequest): Answer {
  const isWanted = bySubstring(request.query.get('search'));
  const rules = org.groupRules.all().filter(({ name }) => isWanted(name));
  const expand = request.query.get('expand');
  return pageById(org, request, rules, (rule) => presentGroupRule(org, rule, expand), 50, 200);
}

function createGroupRule(org: Org, request: ApiRequest): Answer {
  const rule = org.groupRules.create({ ...parseGroupRule(org, request), status: 'INACTIVE' });
  return ok(presentGroupRule(org, rule));
}

function getGroupRule(org: Org, request: ApiRequest): Answer {
  return ok(presentGroupRule(org, ruleOf(org, request), request.query.get('expand')));
}

/** Only a rule that is not at work can be changed; one whose group was deleted is valid again with groups that exist. */
function replaceGroupRule(org: Org, request: ApiRequest): Answer {
  const rule = ruleOf(org, request);
  if (rule.status === 'ACTIVE') {
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', [
      'An active group rule cannot be changed: deactivate it first.',
    ]);
  }
  const changes = { ...parseGroupRule(org, request, rule), status: 'INACTIVE' } as const;
  return ok(presentGroupRule(org, org.groupRules.update(rule, changes)));
}

// Deviation: group rules and group deletions take effect before the response; in Okta, shortly after it.
/** 202, as Okta answers. */
function removeGroupRule(org: Org, request: ApiRequest): Answer {
  org.groupRules.remove(ruleOf(org, request), request.query.get('removeUsers') === 'true');
  return { status: 202, body: {} };
}

function activateGroupRule(org: Org, request: ApiRequest): Answer {
  const rule = ruleOf(org, request);
  for (const id of rule.groupIds) org.groups.require(id);
  org.groupRules.activate(rule);
  return noContent();
}

function deactivateGroupRule(org: Org, request: ApiRequest): Answer {
  org.groupRules.deactivate(ruleOf(org, request));
  return noContent();
}
