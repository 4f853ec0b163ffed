import { z } from 'zod';
import { refuse, refuseField, say } from '../messages.ts';
import type { Turn } from '../turn.ts';
import type { Screen } from '../wire.ts';

export type Body = Readonly<Record<string, unknown>>;

/** What may be done in a step. Changes the transaction, or refuses. @throws Refusal */
export type Action = (turn: Turn, body: Body) => void | Promise<void>;

/** One state of a transaction: what it shows, and what can be posted to `/idp/idx/{name}` in it. */
export interface Step {
  show(turn: Turn): Screen;
  readonly actions: Readonly<Record<string, Action>>;
}

const authenticatorSchema = z.looseObject({
  id: z.string(),
  methodType: z.string().optional(),
  enrollmentId: z.string().optional(),
});
export type ChosenAuthenticator = z.infer<typeof authenticatorSchema>;

/** The authenticator that the client chose. @throws Refusal */
export function authenticatorOf(body: Body): ChosenAuthenticator {
  const parsed = authenticatorSchema.safeParse(body.authenticator);
  if (!parsed.success) throw refuse(say.notAllowed, 400);
  return parsed.data;
}

/** The `credentials` object, or an empty one. @throws Refusal when it is something else */
export function credentialsOf(body: Body): Body {
  const parsed = z.record(z.string(), z.unknown()).safeParse(body.credentials ?? {});
  if (!parsed.success) throw refuse(say.notAllowed, 400);
  return parsed.data;
}

/** What the person gave as their name. @throws Refusal */
export function identifierOf(body: Body): string {
  const { identifier } = body;
  if (typeof identifier !== 'string' || identifier.trim() === '' || identifier.length > 200)
    throw refuseField('identifier', say.missing, 400);
  return identifier.trim();
}
