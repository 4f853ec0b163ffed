/** Records about groups, other than the groups themselves. */
import type { Dated, Status } from '../kernel/model.ts';
import type { Entity } from '../kernel/records.ts';

/** A rule that adds users to groups. */
export interface GroupRule extends Dated {
  readonly name: string;
  readonly status: Status | 'INVALID';
  /** In Okta's expression language. */
  readonly expression: string;
  readonly groupIds: readonly string[];
  readonly excludedUserIds: readonly string[];
  readonly excludedGroupIds: readonly string[];
}

/** A person or group that answers for a group. Id: `{groupId}:{ownerId}`. */
export interface GroupOwner extends Entity {
  readonly groupId: string;
  readonly ownerId: string;
  readonly type: 'USER' | 'GROUP';
  readonly lastUpdated: string;
}
