import { z } from 'zod';
import type { AccountInput } from './accounts.ts';

const required = 'Fill in this field.';
const schema = z.object({
  firstName: z.string().trim().min(1, required).max(50),
  lastName: z.string().trim().min(1, required).max(50),
  email: z.email('Enter an email address such as you@social.example.').max(100),
});

export type Choice =
  | { readonly kind: 'account'; readonly account: AccountInput }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'fail' }
  | { readonly kind: 'invalid'; readonly errors: Readonly<Record<string, string>> };

/** What a person chose on the page of a played identity provider. */
export function readChoice(form: Readonly<Record<string, string>>, offered: readonly AccountInput[]): Choice {
  if (form.choice === 'cancel' || form.choice === 'fail') return { kind: form.choice };
  if (form.choice !== undefined && form.choice !== 'new') {
    const account = offered.find(({ email }) => email === form.choice);
    return account === undefined
      ? { kind: 'invalid', errors: { email: 'There is no such account.' } }
      : { kind: 'account', account };
  }
  const parsed = schema.safeParse(form);
  if (parsed.success) return { kind: 'account', account: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => [String(path[0]), message]);
  return { kind: 'invalid', errors: Object.fromEntries(errors) as Record<string, string> };
}
