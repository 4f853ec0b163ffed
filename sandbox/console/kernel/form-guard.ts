import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import type { Session } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';

/** Changes with each start of the org: a page that was open before has to be opened again. */
const key = randomBytes(32);

/** The token in our forms, which pages of other origins cannot know. */
export const formToken = ({ id }: Session): string =>
  createHmac('sha256', key).update(id).digest('base64url');

/** Whether a form was sent from a page of this org, by the user who opened it. */
export function isOwnForm(org: Org, ctx: Context, session: Session, token: string | null): boolean {
  const origin = ctx.get('origin');
  if (origin !== '' && origin !== new URL(org.url).origin) return false;
  const expected = Buffer.from(formToken(session));
  const given = Buffer.from(token ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** A hash that changes when an administrator changes the loaded data; sign-in times and links are not part of it. */
export function fingerprint(loaded: unknown): string {
  const text = JSON.stringify(loaded, (name, value: unknown) =>
    name === '_links' || name === '_embedded' || name === 'lastLogin' ? undefined : value,
  );
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
