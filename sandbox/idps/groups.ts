import type { IdentityProvider } from '../org/idps/model.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { policyOf } from './settings.ts';
import type { UpstreamPerson } from './upstream-person.ts';

/**
 * Puts a person into groups as the identity provider's policy says: ASSIGN names them, APPEND adds those that the
 * account brings in an attribute, SYNC takes the person out of those that it brings no more.
 */
export function assignGroups(org: Org, idp: IdentityProvider, upstream: UpstreamPerson, user: User): void {
  const { action, assignments, filter, sourceAttributeName } = policyOf(idp).provisioning?.groups ?? {};
  if (action === 'ASSIGN') {
    for (const groupId of assignments ?? []) join(org, groupId, user);
    return;
  }
  if (action !== 'APPEND' && action !== 'SYNC') return;
  const brought = groupNames(upstream.profile[sourceAttributeName ?? 'groups']);
  for (const groupId of filter ?? []) {
    const group = org.groups.get(groupId);
    if (group === undefined) continue;
    if (brought.has(group.profile.name)) join(org, groupId, user);
    else if (action === 'SYNC') org.groups.removeMember(group, user.id);
  }
}

function join(org: Org, groupId: string, user: User): void {
  const group = org.groups.get(groupId);
  if (group?.type === 'OKTA_GROUP') org.groups.addMember(group, user.id);
}

const groupNames = (value: unknown): ReadonlySet<string> =>
  new Set((Array.isArray(value) ? value : [value]).filter((name) => typeof name === 'string'));
