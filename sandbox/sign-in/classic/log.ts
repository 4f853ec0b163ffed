import type { ApiRequest } from '../../api/kernel/route.ts';
import { userParty } from '../../api/kernel/authenticate.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';

/** Writes a sign-in through the Authentication API to the system log, or why there was none. */
export function logSignIn(
  org: Org,
  request: ApiRequest,
  user: User | undefined,
  login: string,
  refusal?: string,
): void {
  org.log.write({
    eventType: 'user.session.start',
    actor: user
      ? userParty(user)
      : { id: 'unknown', type: 'User', alternateId: login, displayName: 'unknown' },
    outcome: refusal === undefined ? { result: 'SUCCESS' } : { result: 'FAILURE', reason: refusal },
    client: request.client,
    requestId: request.id,
  });
}
