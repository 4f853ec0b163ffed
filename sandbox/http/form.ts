import type { Context } from 'koa';
import { OktaError, unsupportedType } from '../org/kernel/errors.ts';

const largest = 64 * 1024;

/** A body that has been read and changed, for the next reader, without the cost of a stream. */
export class ReadBody {
  readonly text: string;
  /** What oidc-provider asks of a request before it reads the body. */
  readonly readable = true;

  constructor(text: string) {
    this.text = text;
  }

  async *iterator(): AsyncGenerator<Buffer> {
    yield Buffer.from(this.text);
  }
}

/** The text of the request's body, at most 64 KiB. @throws OktaError 413 when it is longer */
export async function readText({ req }: Context): Promise<string> {
  if (req instanceof ReadBody) return req.text;
  if (!req.readable) return '';
  return await new Promise((settle, fail) => {
    const chunks: Buffer[] = [];
    let length = 0;
    // By events: iterating costs several promises for each request.
    req.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= largest) chunks.push(chunk);
      else fail(new OktaError(413, 'E0000003', 'The form is larger than 64 KiB.'));
    });
    req.once('end', () => settle(Buffer.concat(chunks).toString('utf8')));
    req.once('error', fail);
  });
}

/** A URL-encoded form. @throws OktaError 400 E0000021 if the body is anything else */
export async function requireForm(ctx: Context): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded')) throw unsupportedType();
  return new URLSearchParams(await readText(ctx));
}

/** The form's fields. If a field occurs twice, the last one is used. @throws OktaError 400 E0000021 */
export async function readForm(ctx: Context): Promise<Record<string, string>> {
  return Object.fromEntries(await requireForm(ctx));
}

/** All fields of an urlencoded form; none where the body is anything else. */
export async function readParameters(ctx: Context): Promise<URLSearchParams> {
  return new URLSearchParams(ctx.is('application/x-www-form-urlencoded') ? await readText(ctx) : '');
}
