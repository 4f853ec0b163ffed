import type { Org } from '../../org/org.ts';
import type { ApiRequest } from './route.ts';
import { routes } from '../table.ts';

/** Operations of the Management API, run without HTTP in the name of the org's first administrator. */
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

/** The operations of an org. */
export function operationsOf(org: Org): Operations {
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
        principal: { user: org.administrator, bySession: false },
        id: 'seed',
        client: { ipAddress: '127.0.0.1', userAgent: 'sandbox' },
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
