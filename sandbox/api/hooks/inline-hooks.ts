import { z } from 'zod';
import { invalid, OktaError } from '../../org/kernel/errors.ts';
import type { InlineHook } from '../../org/hooks/model.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { crudRoutes } from '../kernel/crud.ts';
import { channelOf, inlineChannelSchema, presentChannel } from './hook-channel.ts';
import { pageById } from '../kernel/paging.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';

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
    create: (org, request) => org.inlineHooks.create(parseInlineHook(org, request)),
    replace: (org, request, current) =>
      org.inlineHooks.update(current, parseInlineHook(org, request, current)),
    remove: removeInlineHook,
    present: presentInlineHook,
  }),
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

const types = [
  'com.okta.import.transform',
  'com.okta.oauth2.tokens.transform',
  'com.okta.saml.tokens.transform',
  'com.okta.telephony.provider',
  'com.okta.user.credential.password.import',
  'com.okta.user.pre-registration',
] as const;

const schema = z.object({
  name: text(),
  type: optional(z.enum(types)),
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
  const channel = channelOf(input.channel, current?.channel);
  return {
    name: input.name,
    type,
    version,
    status: current?.status ?? 'ACTIVE',
    channel,
  };
}

function listInlineHooks(org: Org, request: ApiRequest): Answer {
  const type = request.query.get('type');
  const hooks = org.inlineHooks.all().filter((hook) => !type || hook.type === type);
  return pageById(org, request, hooks, (hook) => presentInlineHook(org, hook));
}

function removeInlineHook(org: Org, _request: ApiRequest, hook: InlineHook): void {
  if (hook.status === 'ACTIVE') {
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', [
      'The inline hook must be deactivated before it can be deleted.',
    ]);
  }
  org.inlineHooks.delete(hook);
}

function setInlineHookStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const hook = org.inlineHooks.require(request.param('inlineHookId'));
  return ok(presentInlineHook(org, org.inlineHooks.update(hook, { status: wanted })));
}
