import type { OrgContext } from '../kernel/context.ts';
import { ExpressionError, evaluateExpression } from '../expression/expression.ts';
import type { GroupRule } from './model.ts';
import type { Group, User } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';
import { expressionPerson, type PeopleSource } from '../people/expression-person.ts';

/** Rules that add users to groups based on their profile. */
export class GroupRules extends Shelf<GroupRule> {
  readonly #people: PeopleSource;
  /** Whom the rules look at just now, and whether a group has changed since they began. */
  readonly #looking = new Map<string, boolean>();

  constructor(context: OrgContext, people: PeopleSource) {
    super(context, 'groupRules', 'rule', 'GroupRule');
    this.#people = people;
    people.groups.onMove((userId) => this.apply(userId));
  }

  /**
   * Lets every active rule decide about a person: who matches comes into the rule's groups, who no longer does
   * goes. Rules can ask for groups that other rules fill, so they look again for as long as groups change; those
   * that contradict each other give up after each had its turn.
   */
  apply(userId: string): void {
    if (this.#looking.has(userId)) {
      this.#looking.set(userId, true);
      return;
    }
    const user = this.#people.users.get(userId);
    const rules = this.all().filter(({ status }) => status === 'ACTIVE');
    if (!user || user.status === 'DEPROVISIONED' || rules.length === 0) return;
    try {
      let turns = rules.length;
      do {
        this.#looking.set(userId, false);
        for (const rule of rules) this.#decide(rule, user);
        turns -= 1;
      } while (this.#looking.get(userId) === true && turns > 0);
    } finally {
      this.#looking.delete(userId);
    }
  }

  /** Permanently removes a user from a group: the rule that added them gets an exception for them. */
  takeOut(group: Group, userId: string): boolean {
    const rule = this.get(this.#people.groups.ruleOf(group.id, userId) ?? '');
    if (rule) this.update(rule, { excludedUserIds: [...new Set([...rule.excludedUserIds, userId])] });
    return this.#people.groups.removeMember(group, userId);
  }

  activate(rule: GroupRule): GroupRule {
    const active = this.update(rule, { status: 'ACTIVE' });
    for (const user of this.#people.users.all()) this.#decide(active, user);
    return active;
  }

  /** Users added by the rule stay in their groups, as in Okta, unless the rule is deleted with `removeUsers`. */
  deactivate(rule: GroupRule): GroupRule {
    return this.update(rule, { status: 'INACTIVE' });
  }

  /** @param removeUsers whether users added by the rule are removed from the groups */
  remove(rule: GroupRule, removeUsers: boolean): void {
    if (removeUsers) this.#people.groups.forgetRule(rule.id);
    this.delete(rule);
  }

  /** A rule for a deleted group no longer has an effect, and its status says so. */
  forgetGroup(groupId: string): void {
    for (const rule of this.all())
      if (rule.groupIds.includes(groupId)) this.update(rule, { status: 'INVALID' });
  }

  #decide(rule: GroupRule, user: User): void {
    const excluded =
      rule.excludedUserIds.includes(user.id) ||
      rule.excludedGroupIds.some((groupId) => this.#people.groups.has(groupId, user.id));
    const matches = !excluded && user.status !== 'DEPROVISIONED' && this.#matches(rule, user);
    for (const groupId of rule.groupIds) {
      const group = this.#people.groups.get(groupId);
      if (!group) continue;
      if (matches) this.#people.groups.addMember(group, user.id, rule.id);
      else this.#people.groups.removeRuleMember(group, user.id, rule.id);
    }
  }

  /** An expression that cannot be evaluated for a person, because an attribute has another type, does not match. */
  #matches(rule: GroupRule, user: User): boolean {
    const person = expressionPerson(this.#people, user);
    try {
      const scope = { names: { user: person }, person, now: this.context.clock() };
      return evaluateExpression(rule.expression, scope) === true;
    } catch (error) {
      if (error instanceof ExpressionError) return false;
      throw error;
    }
  }
}
