import type { IncomingMessage } from 'node:http';
import { OktaError } from '../org/kernel/errors.ts';

/** Bytes of the largest upload with its wrapping. */
const largest = 2_200_000;

/** The one file of a `multipart/form-data` body (RFC 7578), in the field `file`. */
export class Upload {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

/** @throws OktaError 400 if the body is not an upload, or larger than the maximum for pictures */
export async function readUpload(request: IncomingMessage): Promise<Upload> {
  const file = (await readMultipart(request)).get('file');
  if (!(file instanceof File)) throw malformed();
  return new Upload(Buffer.from(await file.arrayBuffer()));
}

const malformed = (): OktaError => new OktaError(400, 'E0000003', 'The request body was not well-formed.');

/** A `multipart/form-data` body: fields and files. @throws OktaError 400 as above */
export async function readMultipart(request: IncomingMessage): Promise<FormData> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= largest) chunks.push(chunk);
  }
  const type = request.headers['content-type'] ?? '';
  if (length > largest || !type.startsWith('multipart/form-data')) throw malformed();
  const form = await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  if (form === undefined) throw malformed();
  return form;
}
