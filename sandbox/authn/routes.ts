import type { Route } from '../api/route.ts';
import { notImplemented } from '../org/errors.ts';
import { previous, resend, verifyFactor } from './factors.ts';
import { changePassword } from './passwords.ts';
import { authenticate } from './primary.ts';
import { cancel, introspect, skip } from './state.ts';

const method = 'POST';
const scope = null;
const at = (path: string): string => `/api/v1/authn${path}`;

/** What Okta has and the sandbox has not: said aloud, so that nobody waits for a mail that never comes. */
const missing = [
  '/recovery/password',
  '/recovery/unlock',
  '/recovery/token',
  '/recovery/answer',
  '/credentials/reset_password',
  '/factors',
  '/factors/:factorId/lifecycle/activate',
];

const refuse = (path: string): never => {
  throw notImplemented(`/api/v1/authn${path} of the Classic engine`);
};

/**
 * The Authentication API of the Classic engine. It asks for no credentials: the state token is what a caller holds.
 * @see https://developer.okta.com/docs/reference/api/authn/
 */
export const authnRoutes: readonly Route[] = [
  { method, path: at(''), name: 'authenticate', scope, handleAsync: authenticate },
  { method, path: at('/introspect'), name: 'introspectAuthn', scope, handle: introspect },
  { method, path: at('/cancel'), name: 'cancelAuthn', scope, handle: cancel },
  { method, path: at('/skip'), name: 'skipAuthn', scope, handle: skip },
  {
    method,
    path: at('/credentials/change_password'),
    name: 'changePasswordAuthn',
    scope,
    handleAsync: changePassword,
  },
  { method, path: at('/previous'), name: 'previousAuthn', scope, handle: previous },
  {
    method,
    path: at('/factors/:factorId/verify'),
    name: 'verifyFactorAuthn',
    scope,
    handleAsync: verifyFactor,
  },
  { method, path: at('/factors/:factorId/verify/resend'), name: 'resendFactorAuthn', scope, handle: resend },
  ...missing.map((path): Route => ({
    method,
    path: at(path),
    name: path,
    scope,
    handle: () => refuse(path),
  })),
];
