import type { OrgContext } from '../kernel/context.ts';
import { accessDenied, notFound } from '../kernel/errors.ts';
import { byId, newId } from '../kernel/ids.ts';
import type { GroupOwner } from './model.ts';
import type { Group, Membership } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

/** Groups and their members. Everyone contains every user, without membership records. */
export class Groups {
  readonly #context: OrgContext;
  readonly #groups: Collection<Group>;
  readonly #memberships: Collection<Membership>;
  readonly #owners: Collection<GroupOwner>;
  readonly #ownersOf: (groupId: string) => GroupOwner[];
  readonly #byName: (name: string) => Group[];
  readonly #builtIn: (type: string) => Group[];
  readonly #ofUser: (userId: string) => Membership[];
  readonly #ofGroup: (groupId: string) => Membership[];
  readonly #onDelete: ((groupId: string) => void)[] = [];
  #onMove: (userId: string) => void = () => undefined;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#groups = context.records.collection<Group>('groups');
    this.#memberships = context.records.collection<Membership>('memberships');
    this.#owners = context.records.collection<GroupOwner>('groupOwners');
    this.#ownersOf = this.#owners.index(({ groupId }) => groupId);
    this.#byName = this.#groups.index((group) => group.profile.name);
    this.#builtIn = this.#groups.index((group) => (group.type === 'BUILT_IN' ? group.type : undefined));
    this.#ofUser = this.#memberships.index((membership) => membership.userId);
    this.#ofGroup = this.#memberships.index((membership) => membership.groupId);
  }

  /** The built-in group of all people. */
  get everyone(): Group {
    const group = this.#builtIn('BUILT_IN').find(({ profile }) => profile.name === 'Everyone');
    if (!group) throw new Error('An org without the group Everyone: its state is incomplete.');
    return group;
  }

  get(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  byName(name: string): Group | undefined {
    return this.#byName(name)[0];
  }

  /** In the order in which they were created. */
  all(): Group[] {
    return this.#groups.all();
  }

  /** @throws OktaError 404 */
  require(id: string): Group {
    const group = this.get(id);
    if (!group) throw notFound(id, 'UserGroup');
    return group;
  }

  create(profile: Group['profile'], type: Group['type'] = 'OKTA_GROUP'): Group {
    const now = this.#context.now();
    return this.#groups.put({
      id: newId('group'),
      created: now,
      lastUpdated: now,
      lastMembershipUpdated: now,
      type,
      profile,
    });
  }

  update(group: Group, profile: Group['profile']): Group {
    return this.#groups.put({ ...group, profile, lastUpdated: this.#context.now() });
  }

  delete(group: Group): void {
    for (const forget of this.#onDelete) forget(group.id);
    for (const { id } of this.#ofGroup(group.id)) this.#memberships.delete(id);
    for (const { id } of this.#ownersOf(group.id)) this.#owners.delete(id);
    this.forgetOwner(group.id);
    this.#groups.delete(group.id);
  }

  /** Registers what must also be removed when a group is deleted. */
  onDelete(forget: (groupId: string) => void): void {
    this.#onDelete.push(forget);
  }

  /** Registers what looks at people who came into a group, or left one. */
  onMove(look: (userId: string) => void): void {
    this.#onMove = look;
  }

  /** The groups of a person, Everyone first. */
  ofUser(userId: string): Group[] {
    return [this.everyone, ...this.#ofUser(userId).map(({ groupId }) => this.require(groupId))];
  }

  has(groupId: string, userId: string): boolean {
    return groupId === this.everyone.id || this.#memberships.get(`${groupId}:${userId}`) !== undefined;
  }

  /** Ids of the people in the group, the oldest person first; not for Everyone, which holds all. */
  memberIds(groupId: string): string[] {
    return this.#ofGroup(groupId)
      .map(({ userId }) => userId)
      .sort(byId);
  }

  /**
   * Adds a person; without effect when in it already. Returns whether anything changed.
   * @param ruleId the group rule that adds, when it is one
   */
  addMember(group: Group, userId: string, ruleId?: string): boolean {
    this.refuseBuiltIn(group);
    if (this.has(group.id, userId)) return false;
    const id = `${group.id}:${userId}`;
    this.#memberships.put({ id, groupId: group.id, userId, ...(ruleId !== undefined && { ruleId }) });
    this.#touch(group);
    this.#onMove(userId);
    return true;
  }

  /** Removes a person; without effect when not in it. Returns whether anything changed. */
  removeMember(group: Group, userId: string): boolean {
    this.refuseBuiltIn(group);
    if (!this.has(group.id, userId)) return false;
    this.#memberships.delete(`${group.id}:${userId}`);
    this.#touch(group);
    this.#onMove(userId);
    return true;
  }

  /** The rule that added the user to the group, if any. */
  ruleOf(groupId: string, userId: string): string | undefined {
    return this.#memberships.get(`${groupId}:${userId}`)?.ruleId;
  }

  /** Removes a user added by this rule; users added by an administrator stay. */
  removeRuleMember(group: Group, userId: string, ruleId: string): void {
    if (this.ruleOf(group.id, userId) === ruleId) this.removeMember(group, userId);
  }

  /** Removes all users added by this rule from all groups. */
  forgetRule(ruleId: string): void {
    for (const membership of this.#memberships.all()) {
      if (membership.ruleId === ruleId) this.#memberships.delete(membership.id);
    }
  }

  /** Who answers for the group, by id. */
  owners(groupId: string): GroupOwner[] {
    return [...this.#ownersOf(groupId)].sort((a, b) => byId(a.ownerId, b.ownerId));
  }

  owner(groupId: string, ownerId: string): GroupOwner | undefined {
    return this.#owners.get(`${groupId}:${ownerId}`);
  }

  addOwner(groupId: string, type: GroupOwner['type'], ownerId: string): GroupOwner {
    const lastUpdated = this.#context.now();
    return this.#owners.put({ id: `${groupId}:${ownerId}`, groupId, ownerId, type, lastUpdated });
  }

  removeOwner(owner: GroupOwner): void {
    this.#owners.delete(owner.id);
  }

  forgetOwner(ownerId: string): void {
    for (const owner of this.#owners.all()) if (owner.ownerId === ownerId) this.#owners.delete(owner.id);
  }

  forgetUser(userId: string): void {
    this.forgetOwner(userId);
    for (const { id } of this.#ofUser(userId)) this.#memberships.delete(id);
  }

  /** @throws OktaError 403: Okta does not allow changes to its own groups or their members */
  refuseBuiltIn(group: Group): void {
    if (group.type === 'BUILT_IN') throw accessDenied();
  }

  #touch(group: Group): void {
    this.#groups.put({ ...group, lastMembershipUpdated: this.#context.now() });
  }
}
