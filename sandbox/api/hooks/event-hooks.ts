import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { invalid, OktaError } from '../../org/kernel/errors.ts';
import { isVerifiedBy } from '../../hooks/event-delivery.ts';
import { isHookEventType, problemOf } from '../../org/hooks/event-filters.ts';
import type { EventHook, HookChannel } from '../../org/hooks/model.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { logEvent, target } from '../log/log-event.ts';
import { channelSchema, channelOf, presentChannel } from './hook-channel.ts';
import { pageById } from '../kernel/paging.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';

const path = '/api/v1/eventHooks';
const one = `${path}/:eventHookId`;
const read = 'okta.eventHooks.read';
const manage = 'okta.eventHooks.manage';

/** Event hooks. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/ */
export const eventHookRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listEventHooks', scope: read, handle: listEventHooks },
  { method: 'POST', path, name: 'createEventHook', scope: manage, handle: createEventHook },
  { method: 'GET', path: one, name: 'getEventHook', scope: read, handle: getEventHook },
  { method: 'PUT', path: one, name: 'replaceEventHook', scope: manage, handle: replaceEventHook },
  { method: 'DELETE', path: one, name: 'deleteEventHook', scope: manage, handle: removeEventHook },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateEventHook',
    scope: manage,
    handle: (org, request) => setEventHookStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateEventHook',
    scope: manage,
    handle: (org, request) => setEventHookStatus(org, request, 'INACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/verify`,
    name: 'verifyEventHook',
    scope: manage,
    handleAsync: verifyEventHook,
  },
];

function presentEventHook(org: Org, hook: EventHook): Record<string, unknown> {
  const self = `${org.url}${path}/${hook.id}`;
  return {
    id: hook.id,
    status: hook.status,
    verificationStatus: hook.verificationStatus,
    name: hook.name,
    description: hook.description,
    created: hook.created,
    createdBy: hook.createdBy,
    lastUpdated: hook.lastUpdated,
    events: { type: 'EVENT_TYPE', items: hook.events, filter: presentFilter(hook) },
    channel: presentChannel(hook.channel),
    _links: {
      self: link(self),
      verify: link(`${self}/lifecycle/verify`, 'POST'),
      ...lifecycleLink(hook.status, self),
      ...(hook.status === 'INACTIVE' && { delete: link(self, 'DELETE') }),
    },
  };
}

const presentFilter = ({ filter }: EventHook): Record<string, unknown> | null =>
  filter && {
    type: 'EXPRESSION_LANGUAGE',
    eventFilterMap: filter.eventFilterMap.map(({ event, condition }) => ({
      event,
      condition: { version: null, ...condition },
    })),
  };

const filter = z.object({
  type: optional(z.literal('EXPRESSION_LANGUAGE')),
  eventFilterMap: z.array(
    z.object({
      event: text(),
      condition: z.object({
        expression: z.string().superRefine((expression, context) => {
          const message = problemOf(expression);
          if (message !== undefined) context.addIssue({ code: 'custom', message });
        }),
      }),
    }),
  ),
});

const eventType = z.string().refine(isHookEventType, {
  error: ({ input }) => `'${String(input)}' is not an event type for event hooks.`,
});

const events = z
  .object({ type: z.literal('EVENT_TYPE'), items: z.array(eventType).min(1), filter: optional(filter) })
  .superRefine(({ items, filter: filters }, context) => {
    for (const { event } of filters?.eventFilterMap ?? [])
      if (!items.includes(event))
        context.addIssue({
          ...{ code: 'custom', path: ['filter', 'eventFilterMap'] },
          message: `The hook does not subscribe to '${event}'.`,
        });
  });

const schema = z.object({
  name: text(),
  description: optional(z.string().max(1024)),
  status: optional(status),
  events,
  channel: channelSchema,
});

function parseEventHook(
  org: Org,
  request: ApiRequest,
  current?: EventHook,
): Pick<EventHook, 'name' | 'description' | 'status' | 'events' | 'filter' | 'channel'> {
  const input = parseBody(schema, request.body, 'eventHook');
  const wanted = input.events.filter;
  return {
    name: input.name,
    description: input.description ?? null,
    status: input.status ?? current?.status ?? 'ACTIVE',
    events: [...new Set(input.events.items)],
    filter: wanted && wanted.eventFilterMap.length > 0 ? { eventFilterMap: wanted.eventFilterMap } : null,
    channel: channelOf(org, input.channel, current?.channel),
  };
}

function listEventHooks(org: Org, request: ApiRequest): Answer {
  return pageById(org, request, org.eventHooks.all(), (hook) => presentEventHook(org, hook));
}

function createEventHook(org: Org, request: ApiRequest): Answer {
  const createdBy = request.principal.user?.id ?? org.id;
  const hook = org.eventHooks.create({
    ...parseEventHook(org, request),
    verificationStatus: 'UNVERIFIED',
    createdBy,
  });
  logEvent(org, request, 'event_hook.created', [target('EventHook', hook)]);
  return ok(presentEventHook(org, hook));
}

const hookOf = (org: Org, request: ApiRequest): EventHook =>
  org.eventHooks.require(request.param('eventHookId'));

function getEventHook(org: Org, request: ApiRequest): Answer {
  return ok(presentEventHook(org, hookOf(org, request)));
}

/** A new address has to be verified again. */
function replaceEventHook(org: Org, request: ApiRequest): Answer {
  const hook = hookOf(org, request);
  const input = parseEventHook(org, request, hook);
  const verificationStatus = sameAddress(input.channel, hook.channel)
    ? hook.verificationStatus
    : 'UNVERIFIED';
  const updated = org.eventHooks.update(hook, { ...input, verificationStatus });
  logEvent(org, request, 'event_hook.updated', [target('EventHook', updated)]);
  return ok(presentEventHook(org, updated));
}

const sameAddress = (a: HookChannel, b: HookChannel): boolean => a.uri === b.uri;

function removeEventHook(org: Org, request: ApiRequest): Answer {
  const hook = hookOf(org, request);
  if (hook.status === 'ACTIVE') {
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', [
      'The event hook must be deactivated before it can be deleted.',
    ]);
  }
  org.eventHooks.delete(hook);
  logEvent(org, request, 'event_hook.deleted', [target('EventHook', hook)]);
  return noContent();
}

function setEventHookStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const hook = org.eventHooks.update(hookOf(org, request), { status: wanted });
  const verb = wanted === 'ACTIVE' ? 'activated' : 'deactivated';
  logEvent(org, request, `event_hook.${verb}`, [target('EventHook', hook)]);
  return ok(presentEventHook(org, hook));
}

async function verifyEventHook(org: Org, request: ApiRequest): Promise<Answer> {
  const before = hookOf(org, request);
  if (!(await isVerifiedBy(before.channel, randomUUID()))) {
    throw invalid('eventHook', [
      `The address ${before.channel.uri} did not return the verification challenge.`,
    ]);
  }
  return org.transaction(() => {
    const hook = org.eventHooks.update(hookOf(org, request), { verificationStatus: 'VERIFIED' });
    logEvent(org, request, 'event_hook.verified', [target('EventHook', hook)]);
    return ok(presentEventHook(org, hook));
  });
}
