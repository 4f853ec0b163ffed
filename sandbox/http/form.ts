import type { Context } from 'koa';
import { OktaError } from '../org/kernel/errors.ts';

const largest = 64 * 1024;

/** The text of the request's body, at most 64 KiB. @throws OktaError 413 when it is longer */
export async function readText(ctx: Context): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largest) throw new OktaError(413, 'E0000003', 'The form is larger than 64 KiB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The fields of an urlencoded form. A field that comes twice counts once, the last. @throws OktaError 415 */
export async function readForm(ctx: Context): Promise<Record<string, string>> {
  if (!ctx.is('application/x-www-form-urlencoded'))
    throw new OktaError(
      415,
      'E0000021',
      'Bad request. Content-Type application/x-www-form-urlencoded is expected.',
    );
  return Object.fromEntries(new URLSearchParams(await readText(ctx)));
}

/** All fields of an urlencoded form; none where the body is anything else. */
export async function readParameters(ctx: Context): Promise<URLSearchParams> {
  return new URLSearchParams(ctx.is('application/x-www-form-urlencoded') ? await readText(ctx) : '');
}
