import { OktaError, methodNotAllowed, notImplemented } from '../../org/kernel/errors.ts';
import operationLines from './okta-operations.json' with { type: 'json' };

/**
 * What a path without a route gets: 501 with the operation's name when Okta has it, 405 when Okta has the path with
 * another method, 404 when Okta has no such path.
 * @param methods what our own table has for that path
 */
export function refuseUnknown(method: string, path: string, methods: readonly string[]): never {
  const known = operationsAt(path);
  const operation = known.find((candidate) => candidate.method === method);
  // Deviation: custom roles, domains, log streams and the other operations that return 501 are missing.
  if (operation) throw notImplemented(`${operation.name} (${operation.method} ${operation.path})`);
  if (known.length > 0 || methods.length > 0) {
    throw methodNotAllowed();
  }
  throw new OktaError(404, 'E0000007', `Not found: Resource not found: ${path} (Endpoint)`);
}

interface Operation {
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly name: string;
}

/**
 * Every operation of Okta's Management API, by the names in Okta's public OpenAPI description (version 5.1.0).
 * @see https://developer.okta.com/docs/api/
 */
const oktaOperations: readonly Operation[] = operationLines.map((line) => {
  const [method = '', path = '', name = ''] = line.split(' ');
  return { method, path, name };
});

function operationsAt(path: string): Operation[] {
  const segments = path.split('/');
  return oktaOperations.filter((operation) => {
    const pattern = operation.path.split('/');
    return (
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith('{') || part === segments[index])
    );
  });
}
