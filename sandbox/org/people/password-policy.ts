import type { Profile, User } from '../kernel/model.ts';
import type { Org } from '../org.ts';
import { type PasswordRules, passwordRules } from '../policies/sign-in-rules.ts';
import { commonPasswords } from './common-passwords.ts';
import { matchesSecret } from './passwords.ts';

/** The user that the password is for, and requirements other than its form. */
export interface Subject {
  readonly profile: Profile;
  /** Absent for a user who is being created. */
  readonly user?: User | undefined;
  /** Whether it must differ from previous passwords. */
  readonly history?: boolean;
  /** Whether the present one must have been there for a while. */
  readonly minAge?: boolean;
}

const found = 'This password was found in a list of commonly used passwords. Please try another password.';

/** Why a password cannot be the next one, in Okta's words; undefined when it can. */
export async function passwordProblem(
  org: Org,
  password: string,
  subject: Subject,
): Promise<string | undefined> {
  const { profile, user, history = false, minAge = false } = subject;
  const rules = passwordRules(org, user);
  if (!hasForm(password, profile, rules.complexity)) return requirement(rules);
  if (history && user && (await wasUsed(password, user, rules.age.historyCount))) return requirement(rules);
  if (minAge && user && isTooYoung(org, user, rules.age.minAgeMinutes)) return requirement(rules);
  const { dictionary } = rules.complexity;
  const isCommon = dictionary?.common?.exclude === true && commonPasswords.has(password.toLowerCase());
  return isCommon ? found : undefined;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function hasForm(password: string, profile: Profile, complexity: PasswordRules['complexity']): boolean {
  const { minLength = 8, minLowerCase = 0, minUpperCase = 0, minNumber = 0, minSymbol = 0 } = complexity;
  return (
    password.length >= minLength &&
    Buffer.byteLength(password) <= 72 && // what bcrypt reads, in Okta
    count(password, /\p{Ll}/gu) >= minLowerCase &&
    count(password, /\p{Lu}/gu) >= minUpperCase &&
    count(password, /\p{Nd}/gu) >= minNumber &&
    count(password, /[^\p{L}\p{Nd}]/gu) >= minSymbol &&
    longestRun(password) <= (complexity.maxConsecutiveCharacters ?? Infinity) &&
    !forbiddenParts(profile, complexity).some((part) => password.toLowerCase().includes(part))
  );
}

/** How often one character follows itself at most. */
const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/(.)\1*/gsu) ?? []).map((run) => Array.from(run).length));

/**
 * Parts of the login of four letters or more, and the attributes that the policy names: very short ones do no
 * harm.
 */
function forbiddenParts(profile: Profile, complexity: PasswordRules['complexity']): string[] {
  const lower = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');
  const ofLogin = (lower(profile.login).split('@')[0] ?? '').split(/[^\p{L}\p{N}]+/u);
  return [
    ...(complexity.excludeUsername === true ? ofLogin.filter((part) => part.length >= 4) : []),
    ...(complexity.excludeAttributes ?? [])
      .map((name) => lower(profile[name]))
      .filter((part) => part.length >= 3),
  ];
}

/** Whether it is the present password, or one of those before it. */
async function wasUsed(password: string, user: User, historyCount: number): Promise<boolean> {
  const { passwordHash, passwordHistory = [] } = user;
  const hashes = [...(passwordHash === undefined ? [] : [passwordHash]), ...passwordHistory];
  for (const hash of hashes.slice(0, historyCount)) if (await matchesSecret(password, hash)) return true;
  return false;
}

/** A password that an administrator expired or reset may be changed immediately. */
function isTooYoung(org: Org, { status, passwordChanged }: User, minAgeMinutes: number): boolean {
  if (status !== 'ACTIVE' || passwordChanged === undefined) return false;
  return org.clock() < Date.parse(passwordChanged) + minAgeMinutes * 60_000;
}

const attributeNames: Readonly<Record<string, string>> = {
  firstName: 'first name',
  lastName: 'last name',
};

/** All requirements of the policy, not only those that were not met. */
function requirement({ complexity, age }: PasswordRules): string {
  const { maxConsecutiveCharacters: run } = complexity;
  const parts = [
    `at least ${complexity.minLength ?? 8} characters`,
    ...(complexity.minLowerCase ? ['a lowercase letter'] : []),
    ...(complexity.minUpperCase ? ['an uppercase letter'] : []),
    ...(complexity.minNumber ? ['a number'] : []),
    ...(complexity.minSymbol ? ['a symbol'] : []),
    ...(run === undefined ? [] : [`no more than ${run} consecutive repeating characters`]),
    ...(complexity.excludeUsername === true ? ['no parts of your username'] : []),
    ...(complexity.excludeAttributes ?? []).map(
      (name) => `does not include your ${attributeNames[name] ?? name}`,
    ),
  ];
  return [
    'Password requirements were not met.',
    `Password requirements: ${parts.join(', ')}.`,
    ...(age.historyCount > 0
      ? [`Your password cannot be any of your last ${age.historyCount} passwords.`]
      : []),
    ...(age.minAgeMinutes > 0
      ? [`At least ${inWords(age.minAgeMinutes)} must have elapsed since you last changed your password.`]
      : []),
  ].join(' ');
}

function inWords(minutes: number): string {
  if (minutes % (24 * 60) === 0) return `${minutes / (24 * 60)} day(s)`;
  return minutes % 60 === 0 ? `${minutes / 60} hour(s)` : `${minutes} minute(s)`;
}
