import { demoPeople } from '../../provision/people.ts';
import type { DemoPerson } from '../../provision/people.ts';
import { failure, notRun, ok } from '../check.ts';
import type { Check, Finding } from '../check.ts';
import type { Context } from '../context.ts';
import { signIn } from '../round-trip.ts';
import { payloadOf } from '../token-request.ts';
import { all, missingFrom } from '../words.ts';

/** What each demo person actually gets, tested by signing in and requesting a token. */
export const tokens: Check = {
  id: 'tokens',
  title: 'Demo account tokens',
  area: 'People',
  needs: ['client-secret', 'rules', 'claims', 'assignments', 'people'],
  docs: 'https://developer.okta.com/docs/guides/configure-access-policy/main/#how-it-works',
  slow: true,
  async run(context) {
    // A wrong password counts towards locking an account, so only passwords that we set ourselves are used.
    if (context.sandbox === undefined)
      return notRun(
        'the doctor does not know this org’s passwords; “rules” and “assignments” show what users would get',
      );
    const got = await Promise.all(demoPeople.map((person) => tokenOf(context, person)));
    const wrong = got.find((item) => 'found' in item);
    if (wrong && 'found' in wrong) return failure(wrong);
    return ok(
      'Basic, premium and admin each get their scopes and claims.',
      got.map((item) => ('line' in item ? item.line : '')),
    );
  },
};

/** Claims that each kind of person must have in the access token. */
const claimsOf: Record<DemoPerson['kind'], { role: readonly string[]; feature: string }> = {
  basic: { role: [], feature: 'regular' },
  premium: { role: ['premium'], feature: 'premium' },
  admin: { role: ['admin'], feature: 'premium' },
};

async function tokenOf(context: Context, person: DemoPerson): Promise<Finding | { line: string }> {
  const { config } = context;
  const wanted = person.kind === 'admin' ? config.scopes.admin : config.scopes.person;
  const refuse = (found: string, remedy: string): Finding => ({
    found: `${person.login}: ${found}.`,
    expected: `A token with ${all(wanted)}.`,
    consequence: `${person.login} does not see what the demo describes.`,
    remedy,
  });
  const path =
    'Run multidemo doctor --only rules, and check Security > API > Authorization Servers > … > Access Policies.';
  const given = await signIn(context, person, wanted);
  if ('refusedAt' in given) {
    if (given.refusedAt === 'session')
      return refuse(
        `signing in fails (${given.error})`,
        `Set the password printed by serve: Directory > People > ${person.login} > Reset password.`,
      );
    return refuse(
      `the org returns no ${given.refusedAt === 'code' ? 'code' : 'token'} (${given.description ?? given.error})`,
      path,
    );
  }
  const claims = payloadOf(given.access_token);
  const lacking = missingFrom(given.scope.split(' '), wanted);
  if (lacking.length > 0) return refuse(`the token lacks ${all(lacking)}`, path);
  const { role, feature } = claimsOf[person.kind];
  const texts = (name: string) => [claims[name] ?? []].flat().map(String);
  if (missingFrom(texts('role'), role).length > 0 || !texts('feature_access').includes(feature))
    return refuse(
      `role is ${all(texts('role'))}, feature_access is ${all(texts('feature_access'))}`,
      `Check that ${person.login} is in the right group (Directory > Groups), and run multidemo doctor --only assignments.`,
    );
  return {
    line: `${person.login}: ${given.scope.split(' ').length} scopes, role ${all(texts('role'))}, feature_access ${all(texts('feature_access'))}`,
  };
}
