import type { Group, LogEvent, LogParty, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { appParty, userParty } from '../../org/log/parties.ts';
import { actorOf } from '../kernel/authenticate.ts';
import type { ApiRequest } from '../kernel/route.ts';

/** Writes an event to the System Log, with the caller of this request as actor. */
export function logEvent(
  org: Org,
  request: ApiRequest,
  eventType: string,
  targets: readonly LogParty[],
  debugData?: Readonly<Record<string, unknown>>,
): LogEvent {
  return org.log.write({
    eventType,
    targets,
    actor: actorOf(org, request.principal),
    client: request.client,
    requestId: request.id,
    ...(debugData && { debugData }),
  });
}

export const userTarget = (user: User): LogParty => userParty(user);

export const groupTarget = (group: Group): LogParty => ({
  id: group.id,
  type: 'UserGroup',
  alternateId: 'unknown',
  displayName: group.profile.name,
});

export { appParty as appTarget };

/** Anything else that has an id and a name. */
export const target = (type: string, entity: { readonly id: string; readonly name: string }): LogParty => ({
  id: entity.id,
  type,
  alternateId: 'unknown',
  displayName: entity.name,
});
