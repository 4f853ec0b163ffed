import { z } from 'zod';
import { type Asked, askInlineHook } from '../../hooks/inline-hooks.ts';
import type { Profile } from '../../org/kernel/model.ts';
import { profileProblems, unknownAttributes } from '../../org/people/profiles.ts';
import type { Registration } from '../../org/policies/sign-in-rules.ts';
import { callerOf } from '../log.ts';
import { type Message, Refusal, refuse, say } from './messages.ts';
import type { Turn } from './turn.ts';

type Commands = Extract<Asked, { kind: 'commands' }>;
type HookError = Extract<Asked, { kind: 'error' }>['error'];

const registrationSchema = z.object({ registration: z.enum(['ALLOW', 'DENY']) });
const changesSchema = z.record(z.string(), z.unknown());
/** Okta's guides and its API description do not call the command the same. */
const actions: readonly string[] = ['com.okta.action.update', 'com.action.update'];

/**
 * Calls the policy's registration inline hook for a new user. If it does not respond, the user is not registered.
 * @returns the profile with the hook's changes
 * @throws Refusal with the hook's error text, or Okta's if it has none
 * @see https://developer.okta.com/docs/reference/registration-hook/
 */
export async function askRegistrationHook(
  turn: Turn,
  rules: Registration,
  profile: Readonly<Record<string, string>>,
): Promise<Profile> {
  const { org } = turn;
  const hook = org.inlineHooks.active(rules.hookId);
  if (hook === undefined) return profile;
  const { email, login = email } = profile;
  const asked = await askInlineHook(org, hook, callerOf(turn.ctx), {
    source: hook.id,
    requestType: 'self.service.registration',
    data: { userProfile: { ...profile, login }, action: 'ALLOW' },
  });
  if (asked.kind === 'failed') throw refuse(say.registrationFailed, 400);
  if (asked.kind === 'error') throw refusalOf(asked.error, profile);
  return carryOut(turn, asked, profile);
}

/** The hook's error for an attribute is shown next to its field. */
function refusalOf({ errorCauses }: HookError, profile: Profile): Refusal {
  const fields: Record<string, Message[]> = {};
  for (const { location, errorSummary } of errorCauses ?? []) {
    const name = /^(?:\$\.)?data\.userProfile\.(\w+)$/.exec(location ?? '')?.[1];
    if (name !== undefined && errorSummary && Object.hasOwn(profile, name))
      (fields[name] ??= []).push(say.byHook(errorSummary));
  }
  if (Object.keys(fields).length > 0) return new Refusal(400, [], fields);
  const summary = errorCauses?.[0]?.errorSummary;
  return refuse(summary ? say.byHook(summary) : say.registrationIncomplete, 400);
}

function carryOut(turn: Turn, { commands, processed }: Commands, profile: Profile): Profile {
  let changed: Profile = profile;
  let isDenied = false;
  for (const { type, value } of commands) {
    const registration = actions.includes(type) ? registrationSchema.safeParse(value) : undefined;
    const changes = type === 'com.okta.user.profile.update' ? changesSchema.safeParse(value) : undefined;
    if (registration?.success) isDenied = registration.data.registration === 'DENY';
    else if (changes?.success) changed = { ...changed, ...changes.data };
    else {
      processed(`The command ${type} is not supported.`);
      throw refuse(say.registrationFailed, 400);
    }
  }
  const problem = problemOf(turn, profile, changed);
  processed(problem);
  if (problem !== undefined) throw refuse(say.registrationFailed, 400);
  if (isDenied) throw refuse(say.registrationDenied, 400);
  return changed;
}

/** A hook sets attributes that the schema has, and never the password. */
function problemOf({ org }: Turn, before: Profile, profile: Profile): string | undefined {
  const schema = org.schemas.user(org.userTypes.require('default').id);
  if (schema === undefined) return undefined;
  const [unknown] = unknownAttributes(schema, profile);
  if (unknown !== undefined) return `Property name '${unknown}' is not defined in profile`;
  const problems = profileProblems(schema, { login: profile.email, ...profile });
  return problems.find((problem) => {
    const name = problem.split(':')[0] ?? '';
    return profile[name] !== before[name];
  });
}
