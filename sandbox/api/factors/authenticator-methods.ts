import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import { methodsOf } from '../../org/factors/authenticator-methods.ts';
import type { Authenticator, AuthenticatorMethod, Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { authenticatorOf } from './authenticators.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, status } from '../kernel/validate.ts';

const path = '/api/v1/authenticators/:authenticatorId/methods';
const one = `${path}/:methodType`;
const read = 'okta.authenticators.read';
const manage = 'okta.authenticators.manage';

/** The ways to use an authenticator, such as `sms` and `voice` of the phone. */
export const authenticatorMethodRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listAuthenticatorMethods', scope: read, handle: listAuthenticatorMethods },
  { method: 'GET', path: one, name: 'getAuthenticatorMethod', scope: read, handle: getAuthenticatorMethod },
  {
    method: 'PUT',
    path: one,
    name: 'replaceAuthenticatorMethod',
    scope: manage,
    handle: replaceAuthenticatorMethod,
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateAuthenticatorMethod',
    scope: manage,
    handle: (org, request) => setAuthenticatorMethodStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateAuthenticatorMethod',
    scope: manage,
    handle: (org, request) => setAuthenticatorMethodStatus(org, request, 'INACTIVE'),
  },
];

interface Named extends AuthenticatorMethod {
  readonly type: string;
}

/** The methods of an authenticator; unchanged ones have the authenticator's status. */
function methods(authenticator: Authenticator): readonly Named[] {
  return methodsOf(authenticator.key).map(({ type, settings }) => ({
    type,
    ...(authenticator.methods?.[type] ?? { status: authenticator.status, settings }),
  }));
}

function methodOf(authenticator: Authenticator, request: ApiRequest): Named {
  const type = request.param('methodType');
  const method = methods(authenticator).find((candidate) => candidate.type === type);
  if (!method) throw notFound(type, 'AuthenticatorMethod');
  return method;
}

function presentAuthenticatorMethod(
  org: Org,
  authenticator: Authenticator,
  method: Named,
): Record<string, unknown> {
  const self = `${org.url}/api/v1/authenticators/${authenticator.id}/methods/${method.type}`;
  const several = methodsOf(authenticator.key).length > 1;
  return {
    type: method.type,
    status: method.status,
    ...(method.settings && { settings: method.settings }),
    _links: { self: link(self, 'GET', 'PUT'), ...(several && lifecycleLink(method.status, self)) },
  };
}

function listAuthenticatorMethods(org: Org, request: ApiRequest): Answer {
  const authenticator = authenticatorOf(org, request);
  return ok(methods(authenticator).map((method) => presentAuthenticatorMethod(org, authenticator, method)));
}

function getAuthenticatorMethod(org: Org, request: ApiRequest): Answer {
  const authenticator = authenticatorOf(org, request);
  return ok(presentAuthenticatorMethod(org, authenticator, methodOf(authenticator, request)));
}

const schema = z.object({
  type: optional(z.string()),
  status: optional(status),
  settings: optional(anyObject),
});

/** Settings that the body does not name stay as they are. */
function replaceAuthenticatorMethod(org: Org, request: ApiRequest): Answer {
  const authenticator = authenticatorOf(org, request);
  const method = methodOf(authenticator, request);
  const input = parseBody(schema, request.body, 'authenticatorMethod');
  // The path names the method, so a body that changes something does not have to.
  if (Object.keys(input).length === 0) throw invalid('type', ['type: The field cannot be left blank']);
  if (input.type !== undefined && input.type !== method.type)
    throw invalid('type', [`type: The type of this method is '${method.type}'.`]);
  const settings = input.settings ? { ...method.settings, ...input.settings } : method.settings;
  return ok(
    changeAuthenticatorMethod(org, authenticator, {
      ...method,
      status: input.status ?? method.status,
      settings,
    }),
  );
}

function setAuthenticatorMethodStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const authenticator = authenticatorOf(org, request);
  const method = methodOf(authenticator, request);
  const others = methods(authenticator).filter(({ type }) => type !== method.type);
  if (wanted === 'INACTIVE' && !others.some((other) => other.status === 'ACTIVE'))
    throw invalid('status', [
      'An authenticator needs an active method: deactivate the authenticator instead.',
    ]);
  return ok(changeAuthenticatorMethod(org, authenticator, { ...method, status: wanted }));
}

function changeAuthenticatorMethod(
  org: Org,
  authenticator: Authenticator,
  { type, ...method }: Named,
): unknown {
  const updated = org.authenticators.update(authenticator, {
    methods: { ...authenticator.methods, [type]: method },
  });
  return presentAuthenticatorMethod(org, updated, { type, ...method });
}
