import type { Context } from 'koa';
import { readParameters } from '../../http/form.ts';
import { Upload, readMultipart } from '../../http/upload.ts';

/** The content of a console form: fields and, if it has a field for them, files. */
export interface Sent {
  readonly form: URLSearchParams;
  readonly files: ReadonlyMap<string, Upload>;
}

/** @throws OktaError 400 when the body is not well-formed */
export async function readSent(ctx: Context): Promise<Sent> {
  if (!ctx.is('multipart/form-data')) return { form: await readParameters(ctx), files: new Map() };
  const form = new URLSearchParams();
  const files = new Map<string, Upload>();
  for (const [name, value] of await readMultipart(ctx.req))
    if (typeof value === 'string') form.append(name, value);
    else files.set(name, new Upload(Buffer.from(await value.arrayBuffer())));
  return { form, files };
}
