import type { Group } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { withoutNulls } from '../kernel/nulls.ts';

/** A group on the wire. */
export function presentGroup(org: Org, group: Group): Record<string, unknown> {
  const self = `${org.url}/api/v1/groups/${group.id}`;
  return {
    id: group.id,
    created: group.created,
    lastUpdated: group.lastUpdated,
    lastMembershipUpdated: group.lastMembershipUpdated,
    objectClass: ['okta:user_group'],
    type: group.type,
    profile: withoutNulls(group.profile),
    _links: {
      logo: [
        { name: 'medium', href: `${org.url}/assets/group-medium.png`, type: 'image/png' },
        { name: 'large', href: `${org.url}/assets/group-large.png`, type: 'image/png' },
      ],
      users: { href: `${self}/users` },
      apps: { href: `${self}/apps` },
      owners: { href: `${self}/owners` },
    },
  };
}
