import type { Factor } from '../../org/factors/factors.ts';
import type { Org } from '../../org/org.ts';
import type { ApiRequest } from '../kernel/route.ts';
import { requireUser } from '../people/users.ts';

/** The factor in the path, of the user in the path. @throws OktaError 404 */
export const factorOf = (org: Org, request: ApiRequest): Factor =>
  org.factors.requireOf(requireUser(org, request).id, request.param('factorId'));
