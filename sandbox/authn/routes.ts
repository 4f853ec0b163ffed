import type { Route } from '../api/route.ts';
import { authenticate } from './primary.ts';
import { cancel, introspect, skip } from './state.ts';

const method = 'POST';
const scope = null;
const at = (path: string): string => `/api/v1/authn${path}`;

/**
 * The Authentication API of the Classic engine. It asks for no credentials: the state token is what a caller holds.
 * @see https://developer.okta.com/docs/reference/api/authn/
 */
export const authnRoutes: readonly Route[] = [
  { method, path: at(''), name: 'authenticate', scope, handleAsync: authenticate },
  { method, path: at('/introspect'), name: 'introspectAuthn', scope, handle: introspect },
  { method, path: at('/cancel'), name: 'cancelAuthn', scope, handle: cancel },
  { method, path: at('/skip'), name: 'skipAuthn', scope, handle: skip },
];
