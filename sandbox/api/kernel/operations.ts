import type { Org } from '../../org/org.ts';
import type { ApiRequest } from './route.ts';
import { routes } from '../table.ts';

/** Operations of the Management API, run without HTTP and without asking whether they are allowed. */
export interface Operations {
  /**
   * @param name Okta's name of the operation
   * @returns the body of the answer
   * @throws OktaError as the endpoint would
   */
  run(
    name: string,
    params: Readonly<Record<string, string>>,
    body: unknown,
    query?: Readonly<Record<string, string>>,
  ): Promise<unknown>;
}

/** The caller that operations run for, and the request. */
type Caller = Pick<ApiRequest, 'principal' | 'id' | 'client'>;

/**
 * The operations of an org.
 * @param caller the org's first administrator when not given
 */
export function operationsOf(org: Org, caller?: Caller): Operations {
  return {
    run: async (name, params, body, query = {}) => {
      const route = routes.find((candidate) => candidate.name === name);
      if (!route) throw new Error(`Unknown operation ${name}.`);
      const request: ApiRequest = {
        method: route.method,
        path: route.path,
        query: new URLSearchParams(query),
        body,
        headers: {},
        ...(caller ?? {
          principal: { user: org.administrator, bySession: false },
          id: 'seed',
          client: { ipAddress: '127.0.0.1', userAgent: 'sandbox' },
        }),
        param: (part) => {
          const value = params[part];
          if (value === undefined) throw new Error(`${name} needs the parameter ${part}.`);
          return value;
        },
      };
      const answer =
        'handle' in route
          ? org.transaction(() => route.handle(org, request))
          : await route.handleAsync(org, request);
      return answer.body;
    },
  };
}
