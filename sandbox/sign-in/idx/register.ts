import { z } from 'zod';
import { userParty } from '../../org/log/parties.ts';
import type { User } from '../../org/kernel/model.ts';
import { type Message, Refusal, refuse, say } from './messages.ts';
import type { Registration } from '../../org/policies/sign-in-rules.ts';
import { askRegistrationHook } from './registration-hook.ts';
import type { Turn } from './turn.ts';

const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Makes the person, not active yet, from the profile that they gave and that the policy's inline hook may change.
 * @throws Refusal with a message for each field, or in the words of the hook
 */
export async function createPerson(turn: Turn, rules: Registration, given: unknown): Promise<void> {
  const submitted = submittedProfile(turn, rules, given);
  const profile = await askRegistrationHook(turn, rules, submitted);
  const { email, login = email } = profile;
  if (typeof email !== 'string' || typeof login !== 'string') throw refuse(say.notAllowed, 400);
  // The hook has taken its time, and may have chosen another name.
  if (isTaken(turn, login)) throw new Refusal(400, [], { email: [taken(rules)] });
  const { org } = turn;
  org.transaction(() => {
    const user = org.users.create({
      profile: { ...profile, login, email },
      typeId: org.userTypes.require('default').id,
      realmId: org.settings.defaultRealmId,
      status: 'STAGED',
    });
    for (const id of rules.groupIds) {
      const group = org.groups.get(id);
      if (group && group.type === 'OKTA_GROUP') org.groups.addMember(group, user.id);
    }
    logLifecycle(turn, 'user.lifecycle.create', user);
    org.groupRules.apply(user.id);
    turn.change({ userId: user.id, identifier: user.profile.login, proofs: [] });
  });
}

/** What the person gave. @throws Refusal */
function submittedProfile(turn: Turn, rules: Registration, given: unknown): Record<string, string> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(given ?? {});
  if (!parsed.success) throw refuse(say.notAllowed, 400);
  const profile: Record<string, string> = {};
  const problems: Record<string, Message[]> = {};
  for (const { name, label, required } of rules.attributes) {
    const value = parsed.data[name];
    const text = typeof value === 'string' ? value.trim() : '';
    if (text !== '') profile[name] = text;
    else if (required) problems[name] = [say.missing];
    if (name === 'email' && text !== '' && !emailPattern.test(text))
      problems[name] = [say.invalidEmail(label)];
  }
  const { email } = profile;
  if (email !== undefined && problems.email === undefined && isTaken(turn, email))
    problems.email = [taken(rules)];
  if (Object.keys(problems).length > 0) throw new Refusal(400, [], problems);
  return profile;
}

const taken = ({ attributes }: Registration): Message =>
  say.notUnique(attributes.find(({ name }) => name === 'email')?.label ?? 'Email');

function isTaken({ org }: Turn, email: string): boolean {
  return org.users.byExactLogin(email) !== undefined || org.users.byLogin(email) !== undefined;
}

/** Activates the account after the new user has completed all required steps. */
export function activatePerson(turn: Turn): void {
  const user = turn.requireUser();
  if (user.status !== 'STAGED' && user.status !== 'PROVISIONED') return;
  turn.org.transaction(() => {
    const active = turn.org.users.setStatus(user, 'ACTIVE', { activated: turn.org.now() });
    logLifecycle(turn, 'user.lifecycle.activate', active);
  });
}

function logLifecycle({ org, ctx }: Turn, eventType: string, user: User): void {
  org.log.write({
    eventType,
    actor: userParty(user),
    targets: [userParty(user)],
    client: { ipAddress: ctx.ip, userAgent: ctx.get('user-agent') },
  });
}
