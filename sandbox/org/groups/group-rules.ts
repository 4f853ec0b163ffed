import type { OrgContext } from '../kernel/context.ts';
import { ExpressionError, evaluateExpression } from '../expression/expression.ts';
import type { GroupRule } from './model.ts';
import type { User } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';
import { expressionPerson, type PeopleSource } from '../people/expression-person.ts';

/** Rules that put people into groups by their profile. */
export class GroupRules extends Shelf<GroupRule> {
  readonly #people: PeopleSource;

  constructor(context: OrgContext, people: PeopleSource) {
    super(context, 'groupRules', 'rule', 'GroupRule');
    this.#people = people;
  }

  /** Lets every active rule decide about a person: who matches comes into the rule's groups, who no longer does goes. */
  apply(userId: string): void {
    const user = this.#people.users.get(userId);
    if (!user || user.status === 'DEPROVISIONED') return;
    for (const rule of this.all()) if (rule.status === 'ACTIVE') this.#decide(rule, user);
  }

  activate(rule: GroupRule): GroupRule {
    const active = this.update(rule, { status: 'ACTIVE' });
    for (const user of this.#people.users.all()) this.#decide(active, user);
    return active;
  }

  /** People whom the rule put into groups stay there, as in Okta, unless the rule is deleted with `removeUsers`. */
  deactivate(rule: GroupRule): GroupRule {
    return this.update(rule, { status: 'INACTIVE' });
  }

  /** @param removeUsers whether those whom the rule put into groups leave them */
  remove(rule: GroupRule, removeUsers: boolean): void {
    if (removeUsers) this.#people.groups.forgetRule(rule.id);
    this.delete(rule);
  }

  /** A rule that fills a group that is gone does nothing any more, and says so. */
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
