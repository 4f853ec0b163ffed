import type { Profile } from '../kernel/model.ts';

/** What Okta's default password policy asks: see `default-policies.ts`. */
interface Complexity {
  readonly minLength: number;
  readonly minLowerCase: number;
  readonly minUpperCase: number;
  readonly minNumber: number;
  readonly minSymbol: number;
  readonly excludeUsername: boolean;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The requirement in Okta's words when the password does not meet the policy; undefined when it does. */
export function passwordProblem(
  password: string,
  profile: Profile,
  complexity: Partial<Complexity>,
): string | undefined {
  const { minLength = 8, minLowerCase = 0, minUpperCase = 0, minNumber = 0, minSymbol = 0 } = complexity;
  const met =
    password.length >= minLength &&
    password.length <= 72 &&
    count(password, /\p{Ll}/gu) >= minLowerCase &&
    count(password, /\p{Lu}/gu) >= minUpperCase &&
    count(password, /\p{Nd}/gu) >= minNumber &&
    count(password, /[^\p{L}\p{Nd}]/gu) >= minSymbol &&
    !(complexity.excludeUsername === true && containsUserName(password, profile));
  return met ? undefined : requirement(complexity);
}

/** Whether a part of the login of four letters or more stands in the password. */
function containsUserName(password: string, profile: Profile): boolean {
  const login = typeof profile.login === 'string' ? profile.login.toLowerCase() : '';
  const parts = (login.split('@')[0] ?? '').split(/[^\p{L}\p{N}]+/u).filter((part) => part.length >= 4);
  return parts.some((part) => password.toLowerCase().includes(part));
}

function requirement(complexity: Partial<Complexity>): string {
  const parts = [`at least ${complexity.minLength ?? 8} characters`];
  if (complexity.minLowerCase) parts.push('a lowercase letter');
  if (complexity.minUpperCase) parts.push('an uppercase letter');
  if (complexity.minNumber) parts.push('a number');
  if (complexity.minSymbol) parts.push('a symbol');
  if (complexity.excludeUsername === true) parts.push('no parts of your username');
  return `Password requirements were not met. Password requirements: ${parts.join(', ')}.`;
}
