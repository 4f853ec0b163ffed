import { ownSessionOperations } from '../../sign-in/session-endpoints.ts';
import { routes } from '../table.ts';

export interface ImplementedEndpoint {
  readonly method: string;
  /** With parameters in braces, as Okta writes them. */
  readonly path: string;
  /** Okta's name for the operation. */
  readonly name: string;
  /** The OAuth scope that it requires; null if it requires no credentials. */
  readonly scope: string | null;
}

/** All Management API endpoints that the sandbox implements, by path and method. */
export function implementedEndpoints(): ImplementedEndpoint[] {
  return [...routes, ...ownSessionOperations]
    .map(({ method, path, name, scope }) => ({ method, path: path.replace(/:(\w+)/g, '{$1}'), name, scope }))
    .sort((a, b) => (a.path === b.path ? compare(a.method, b.method) : compare(a.path, b.path)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
