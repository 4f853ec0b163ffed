import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { BehaviorRule } from '../../org/idps/model.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { crudRoutes } from '../kernel/crud.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';
import { pageById } from '../kernel/paging.ts';

const path = '/api/v1/behaviors';
const scopes = { read: 'okta.behaviors.read', manage: 'okta.behaviors.manage' };

/**
 * Behavior detection rules.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Behavior/
 */
export const behaviorRoutes: readonly Route[] = [
  ...crudRoutes<BehaviorRule>({
    path,
    param: 'behaviorId',
    names: [
      'listBehaviorDetectionRules',
      'createBehaviorDetectionRule',
      'getBehaviorDetectionRule',
      'replaceBehaviorDetectionRule',
      'deleteBehaviorDetectionRule',
    ],
    scopes,
    find: (org, id) => org.behaviors.require(id),
    list: (org, request) => pageById(org, request, org.behaviors.all(), (rule) => presentBehavior(org, rule)),
    create: (org, request) => org.behaviors.create(parseBehavior(org, request)),
    replace: (org, request, current) => org.behaviors.update(current, parseBehavior(org, request, current)),
    remove: (org, _request, rule) => org.behaviors.delete(rule),
    present: presentBehavior,
  }),
  {
    method: 'POST',
    path: `${path}/:behaviorId/lifecycle/activate`,
    name: 'activateBehaviorDetectionRule',
    scope: scopes.manage,
    handle: (org, request) => setBehaviorStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${path}/:behaviorId/lifecycle/deactivate`,
    name: 'deactivateBehaviorDetectionRule',
    scope: scopes.manage,
    handle: (org, request) => setBehaviorStatus(org, request, 'INACTIVE'),
  },
];

function presentBehavior(org: Org, rule: BehaviorRule): Record<string, unknown> {
  const self = `${org.url}${path}/${rule.id}`;
  return {
    id: rule.id,
    name: rule.name,
    type: rule.type,
    settings: rule.settings,
    status: rule.status,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    _links: { self: link(self, 'GET', 'PUT', 'DELETE'), ...lifecycleLink(rule.status, self) },
  };
}

/** The default settings of each type of rule. */
const defaults: Readonly<Record<BehaviorRule['type'], Readonly<Record<string, unknown>>>> = {
  ANOMALOUS_DEVICE: { maxEventsUsedForEvaluation: 20, minEventsNeededForEvaluation: 0 },
  ANOMALOUS_IP: { maxEventsUsedForEvaluation: 50, minEventsNeededForEvaluation: 0 },
  ANOMALOUS_LOCATION: {
    granularity: 'CITY',
    maxEventsUsedForEvaluation: 20,
    minEventsNeededForEvaluation: 0,
  },
  VELOCITY: { velocityKph: 805 },
  ANOMALOUS_ASN: { maxEventsUsedForEvaluation: 50, minEventsNeededForEvaluation: 0 },
};

const schema = z.object({
  name: text(128),
  type: z.enum(['ANOMALOUS_LOCATION', 'ANOMALOUS_DEVICE', 'ANOMALOUS_IP', 'VELOCITY', 'ANOMALOUS_ASN']),
  status: optional(status),
  settings: optional(
    z.looseObject({ granularity: optional(z.enum(['CITY', 'COUNTRY', 'LAT_LONG', 'SUBDIVISION'])) }),
  ),
});

function parseBehavior(
  org: Org,
  request: ApiRequest,
  current?: BehaviorRule,
): Omit<BehaviorRule, 'id' | 'created' | 'lastUpdated'> {
  const input = parseBody(schema, request.body, 'behavior');
  const namesake = org.behaviors.all().find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: A behavior rule with this name already exists.']);
  if (current && current.type !== input.type)
    throw invalid('type', ['type: The type of a behavior rule cannot change.']);
  return {
    name: input.name,
    type: input.type,
    // Only the lifecycle operations change it: a new rule is active, whatever was asked.
    status: current?.status ?? 'ACTIVE',
    settings: { ...defaults[input.type], ...input.settings },
  };
}

function setBehaviorStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const rule = org.behaviors.require(request.param('behaviorId'));
  return ok(presentBehavior(org, org.behaviors.update(rule, { status: wanted })));
}
