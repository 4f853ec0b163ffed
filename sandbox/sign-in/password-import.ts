import { z } from 'zod';
import { type Asked, askInlineHook } from '../hooks/inline-hooks.ts';
import { userParty } from '../org/log/parties.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { type Caller, logOfPerson } from './log.ts';

const verdictSchema = z.object({
  type: z.literal('com.okta.action.update'),
  value: z.object({ credential: z.enum(['VERIFIED', 'UNVERIFIED']) }),
});

/**
 * Asks the org's password import inline hook for the password of a person who was created with it. What the hook has
 * verified is the user's password from then on, even if it does not meet the password policy.
 * @returns undefined when the hook could not be asked
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/#tag/InlineHook/operation/createPasswordImportInlineHook
 */
export async function importPassword(
  org: Org,
  caller: Caller,
  user: User,
  password: string,
): Promise<boolean | undefined> {
  const hook = org.inlineHooks.activeOfType('com.okta.user.credential.password.import');
  if (hook === undefined) return undefined;
  const asked = await askInlineHook(org, hook, caller, {
    actor: userParty(user),
    context: { credential: { username: user.profile.login, password } },
    data: { action: { credential: 'UNVERIFIED' } },
  });
  const isVerified = asked.kind === 'commands' ? verdictOf(asked) : undefined;
  if (isVerified === true) await org.users.importPassword(user, password);
  logOfPerson(org, caller, 'user.import.password', user, {
    targets: [userParty(user)],
    ...(isVerified !== true && {
      outcome: { result: 'FAILURE', reason: isVerified === false ? 'UNVERIFIED' : 'INLINE_HOOK_FAILED' },
    }),
  });
  return isVerified;
}

/** The password is not verified unless a command says that it is. */
function verdictOf({ commands, processed }: Extract<Asked, { kind: 'commands' }>): boolean {
  const verdicts = commands.map((command) => verdictSchema.safeParse(command));
  const wrong = verdicts.findIndex(({ success }) => !success);
  if (wrong >= 0) {
    processed(`The command ${commands[wrong]?.type ?? ''} is not supported.`);
    return false;
  }
  processed();
  return verdicts.some(({ data }) => data?.value.credential === 'VERIFIED');
}
