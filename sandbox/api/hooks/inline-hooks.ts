import { z } from 'zod';
import { callInlineHook } from '../../hooks/inline-call.ts';
import { logHook } from '../../hooks/inline-hooks.ts';
import { invalid, OktaError } from '../../org/kernel/errors.ts';
import { type InlineHook, type InlineHookType, inlineHookTypes } from '../../org/hooks/model.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { logEvent, target } from '../log/log-event.ts';
import { actorOf } from '../kernel/authenticate.ts';
import { crudRoutes } from '../kernel/crud.ts';
import { channelOf, inlineChannelSchema, presentChannel } from './hook-channel.ts';
import { pageById } from '../kernel/paging.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, status, text } from '../kernel/validate.ts';

const path = '/api/v1/inlineHooks';
const scopes = { read: 'okta.inlineHooks.read', manage: 'okta.inlineHooks.manage' };

/** Inline hooks. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/ */
export const inlineHookRoutes: readonly Route[] = [
  ...crudRoutes<InlineHook>({
    path,
    param: 'inlineHookId',
    names: ['listInlineHooks', 'createInlineHook', 'getInlineHook', 'replaceInlineHook', 'deleteInlineHook'],
    scopes,
    find: (org, id) => org.inlineHooks.require(id),
    list: listInlineHooks,
    create: (org, request) => {
      const hook = org.inlineHooks.create(parseInlineHook(org, request));
      logEvent(org, request, 'inline_hook.created', [target('InlineHook', hook)]);
      return hook;
    },
    replace: (org, request, current) => {
      const hook = org.inlineHooks.update(current, parseInlineHook(org, request, current));
      logEvent(org, request, 'inline_hook.updated', [target('InlineHook', hook)]);
      return hook;
    },
    remove: removeInlineHook,
    present: presentInlineHook,
  }),
  {
    method: 'POST',
    path: `${path}/:inlineHookId/execute`,
    name: 'executeInlineHook',
    scope: scopes.manage,
    handleAsync: executeInlineHook,
  },
  {
    method: 'POST',
    path: `${path}/:inlineHookId/lifecycle/activate`,
    name: 'activateInlineHook',
    scope: scopes.manage,
    handle: (org, request) => setInlineHookStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${path}/:inlineHookId/lifecycle/deactivate`,
    name: 'deactivateInlineHook',
    scope: scopes.manage,
    handle: (org, request) => setInlineHookStatus(org, request, 'INACTIVE'),
  },
];

function presentInlineHook(org: Org, hook: InlineHook): Record<string, unknown> {
  const self = `${org.url}${path}/${hook.id}`;
  const channel = presentChannel(hook.channel);
  return {
    id: hook.id,
    status: hook.status,
    name: hook.name,
    type: hook.type,
    version: hook.version,
    channel: hook.channel.authScheme
      ? channel
      : { ...channel, config: { ...(channel.config as object), authScheme: null } },
    created: hook.created,
    lastUpdated: hook.lastUpdated,
    _links: {
      self: link(self),
      execute: link(`${self}/execute`, 'POST'),
      ...lifecycleLink(hook.status, self),
      ...(hook.status === 'INACTIVE' && { delete: link(self, 'DELETE') }),
    },
  };
}

const schema = z.object({
  name: text(),
  type: optional(z.enum(inlineHookTypes)),
  version: optional(text(20)),
  status: optional(status),
  channel: inlineChannelSchema,
});

/** Only the lifecycle endpoints change the status of a hook. */
function parseInlineHook(
  org: Org,
  request: ApiRequest,
  current?: InlineHook,
): Omit<InlineHook, 'id' | 'created' | 'lastUpdated'> {
  const input = parseBody(schema, request.body, 'inlineHook');
  const namesake = org.inlineHooks.all().find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id) {
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  }
  // A hook stays what it is: Okta's own clients leave both out when they change one.
  const { type = current?.type, version = current?.version } = input;
  if (type === undefined) throw invalid('type', ['type: The field cannot be left blank']);
  if (version === undefined) throw invalid('version', ['version: The field cannot be left blank']);
  const channel = channelOf(org, input.channel, current?.channel);
  const hook = { name: input.name, type, version, status: current?.status ?? ('ACTIVE' as const), channel };
  refuseWhatIsNeverCalled(org, hook, current);
  return hook;
}

/** The most hooks that an org may have. */
const most = 100;
/** Types of which Okta calls one hook in an org. */
const single: readonly InlineHookType[] = [
  'com.okta.telephony.provider',
  'com.okta.user.credential.password.import',
];

/** @throws OktaError for a hook that the org would not call */
function refuseWhatIsNeverCalled(
  org: Org,
  { type, channel, status }: Pick<InlineHook, 'type' | 'channel' | 'status'>,
  current?: InlineHook,
): void {
  if (type === 'com.okta.telephony.provider' && !channel.authScheme && !channel.oauth)
    throw invalid('authScheme', ['authScheme: The field cannot be left blank']);
  if (current === undefined && org.inlineHooks.all().length >= most)
    throw invalid('inlineHook', [`inlineHook: An org has at most ${most} inline hooks.`]);
  const other = org.inlineHooks.activeOfType(type);
  if (status === 'ACTIVE' && single.includes(type) && other && other.id !== current?.id)
    throw invalid('type', [
      `type: There is already an active inline hook of the type ${type}: ${other.name}.`,
    ]);
}

function listInlineHooks(org: Org, request: ApiRequest): Answer {
  const type = request.query.get('type');
  const hooks = org.inlineHooks.all().filter((hook) => !type || hook.type === type);
  return pageById(org, request, hooks, (hook) => presentInlineHook(org, hook));
}

function removeInlineHook(org: Org, request: ApiRequest, hook: InlineHook): void {
  if (hook.status === 'ACTIVE') {
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', [
      'The inline hook must be deactivated before it can be deleted.',
    ]);
  }
  org.inlineHooks.delete(hook);
  logEvent(org, request, 'inline_hook.deleted', [target('InlineHook', hook)]);
}

function setInlineHookStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const hook = org.inlineHooks.require(request.param('inlineHookId'));
  if (wanted === 'ACTIVE') refuseWhatIsNeverCalled(org, { ...hook, status: wanted }, hook);
  const updated = org.inlineHooks.update(hook, { status: wanted });
  const verb = wanted === 'ACTIVE' ? 'activated' : 'deactivated';
  logEvent(org, request, `inline_hook.${verb}`, [target('InlineHook', hook)]);
  return ok(presentInlineHook(org, updated));
}

/**
 * Calls the hook with the given payload and returns what it says; nothing else comes of it.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/executeInlineHook
 */
async function executeInlineHook(org: Org, request: ApiRequest): Promise<Answer> {
  const hook = org.inlineHooks.require(request.param('inlineHookId'));
  const payload = parseBody(anyObject, request.body, 'inlineHook');
  const outcome = await callInlineHook(org, hook, payload, true);
  const problem = outcome.kind === 'answered' ? undefined : outcome.reason;
  logHook(org, {
    hook,
    asking: request,
    actor: actorOf(org, request.principal),
    eventType: outcome.kind === 'garbled' ? 'inline_hook.response.processed' : 'inline_hook.executed',
    problem,
  });
  if (outcome.kind !== 'answered') throw invalid('inlineHook', [outcome.reason]);
  return ok(outcome.body);
}
