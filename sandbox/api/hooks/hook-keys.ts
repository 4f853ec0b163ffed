import { z } from 'zod';
import { type HookKey, HookKeys } from '../../org/hooks/hook-keys.ts';
import { invalid, notFound, OktaError } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, noContent, ok, type Route } from '../kernel/route.ts';
import { parseBody, text } from '../kernel/validate.ts';

const path = '/api/v1/hook-keys';
const one = `${path}/:hookKeyId`;
const read = 'okta.inlineHooks.read';
const manage = 'okta.inlineHooks.manage';

/** Keys of inline hooks. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/ */
export const hookKeyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    name: 'listHookKeys',
    scope: read,
    handle: (org) => ok(org.hookKeys.all().map((key) => presentKey(org, key))),
  },
  { method: 'POST', path, name: 'createHookKey', scope: manage, handleAsync: createHookKey },
  { method: 'GET', path: `${path}/public/:keyId`, name: 'getPublicKey', scope: read, handle: getPublicKey },
  { method: 'GET', path: one, name: 'getHookKey', scope: read, handle: getHookKey },
  { method: 'PUT', path: one, name: 'replaceHookKey', scope: manage, handle: replaceHookKey },
  { method: 'DELETE', path: one, name: 'deleteHookKey', scope: manage, handle: deleteHookKey },
];

/** The most keys that an org may have. */
const most = 50;
const schema = z.object({ name: text() });

function presentKey(org: Org, key: HookKey): Record<string, unknown> {
  return {
    id: key.id,
    keyId: key.keyId,
    name: key.name,
    created: key.created,
    lastUpdated: key.lastUpdated,
    isUsed: isUsed(org, key),
  };
}

const isUsed = (org: Org, key: HookKey): boolean =>
  org.inlineHooks.all().some(({ channel }) => channel.oauth?.hookKeyId === key.id);

const publicKey = ({ keyId, privateJwk: { e, n } }: HookKey): Record<string, unknown> => ({
  ...{ kty: 'RSA', alg: 'RSA', kid: keyId, use: null },
  e,
  n,
});

function nameOf(org: Org, request: ApiRequest, current?: HookKey): string {
  const { name } = parseBody(schema, request.body, 'hookKey');
  const namesake = org.hookKeys.all().find((key) => key.name === name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: An object with this field already exists in the current organization']);
  return name;
}

async function createHookKey(org: Org, request: ApiRequest): Promise<Answer> {
  const secrets = await HookKeys.generate();
  return org.transaction(() => {
    if (org.hookKeys.all().length >= most)
      throw invalid('hookKey', [`hookKey: An org has at most ${most} hook keys.`]);
    const key = org.hookKeys.create({ name: nameOf(org, request), ...secrets });
    return ok({ ...presentKey(org, key), _embedded: publicKey(key) });
  });
}

const keyOf = (org: Org, request: ApiRequest): HookKey => org.hookKeys.require(request.param('hookKeyId'));

function getHookKey(org: Org, request: ApiRequest): Answer {
  const key = keyOf(org, request);
  const expands = request.query.get('expand')?.toLowerCase() === 'publickey';
  return ok({ ...presentKey(org, key), ...(expands && { _embedded: publicKey(key) }) });
}

function getPublicKey(org: Org, request: ApiRequest): Answer {
  const keyId = request.param('keyId');
  const key = org.hookKeys.byKeyId(keyId);
  if (key === undefined) throw notFound(keyId, 'HookKey');
  return ok(publicKey(key));
}

/** Only the name of a key changes. */
function replaceHookKey(org: Org, request: ApiRequest): Answer {
  const key = keyOf(org, request);
  const updated = org.hookKeys.update(key, { name: nameOf(org, request, key) });
  return ok({ ...presentKey(org, updated), _embedded: publicKey(updated) });
}

function deleteHookKey(org: Org, request: ApiRequest): Answer {
  const key = keyOf(org, request);
  if (isUsed(org, key))
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action', [
      'The key is in use by an inline hook.',
    ]);
  org.hookKeys.delete(key);
  return noContent();
}
