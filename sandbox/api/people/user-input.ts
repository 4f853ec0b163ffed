import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { Profile, Schema, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { profileProblems, unknownAttributes, withDefaults } from '../../org/people/profiles.ts';
import { anyObject, optional, parseBody } from '../kernel/validate.ts';

const hash = z.object({
  algorithm: z.enum(['BCRYPT', 'SHA-512', 'SHA-256', 'SHA-1', 'MD5', 'PBKDF2']),
  value: z.string().min(1).max(512),
  salt: optional(z.string().max(512)),
  saltOrder: optional(z.enum(['PREFIX', 'POSTFIX'])),
  workFactor: optional(z.number().int()),
  iterationCount: optional(z.number().int().min(1).max(1_000_000)),
  keySize: optional(z.number().int()),
  digestAlgorithm: optional(z.enum(['SHA256_HMAC', 'SHA512_HMAC'])),
});

const credentials = z.object({
  password: optional(
    z.object({
      value: optional(z.string()),
      hash: optional(hash),
      hook: optional(z.object({ type: z.literal('default') })),
    }),
  ),
  recovery_question: optional(
    z.object({ question: z.string().min(1).max(100), answer: z.string().max(100) }),
  ),
  provider: optional(z.object({ type: z.string(), name: optional(z.string()) })),
});

const userSchema = z.object({
  profile: optional(anyObject),
  credentials: optional(credentials),
  type: optional(z.object({ id: z.string() })),
  groupIds: optional(z.array(z.string())),
  realmId: optional(z.string()),
});

export type UserInput = z.infer<typeof userSchema>;

/** @param subject `newUser` when creating, `user` otherwise: Okta names it when an attribute is unknown */
export function parseUser(body: unknown, subject: string): UserInput {
  const input = parseBody(userSchema, body, subject);
  const { algorithm, workFactor = 0, salt = '' } = input.credentials?.password?.hash ?? {};
  const isComplete = workFactor >= 1 && workFactor <= 20 && /^[./A-Za-z0-9]{22}$/.test(salt);
  if (algorithm === 'BCRYPT' && !isComplete)
    throw invalid('hash', [
      'hash: BCRYPT needs a workFactor from 1 to 20 and a salt of 22 Radix-64 characters.',
    ]);
  return input;
}

/**
 * The profile, checked against the schema of the person's type.
 * @throws OktaError 400 with every problem as a cause
 */
export function checkProfile(
  org: Org,
  schema: Schema,
  given: Profile,
  subject: string,
  current?: User,
): User['profile'] {
  const profile = current ? given : withDefaults(schema, given);
  const unknown = unknownAttributes(schema, profile);
  if (unknown.length > 0) {
    throw invalid(
      subject,
      unknown.map((name) => `Property name '${name}' is not defined in profile`),
    );
  }
  const problems = profileProblems(schema, profile, (attribute, value) =>
    org.users.all().some((user) => user.id !== current?.id && user.profile[attribute] === value),
  );
  const { login, email } = profile;
  if (typeof login === 'string' && problems.length === 0) {
    const namesake = org.users.byExactLogin(login);
    if (namesake && namesake.id !== current?.id) {
      problems.push('login: An object with this field already exists in the current organization');
    }
  }
  if (problems.length > 0) throw invalid(problems[0]?.split(':')[0] ?? subject, problems);
  const present = Object.fromEntries(Object.entries(profile).filter(([, value]) => value != null));
  return { ...present, login: String(login), email: String(email) };
}
