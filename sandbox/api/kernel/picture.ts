import { Upload } from '../../http/upload.ts';
import { OktaError } from '../../org/kernel/errors.ts';
import { newId } from '../../org/kernel/ids.ts';
import type { Picture } from '../../org/kernel/model.ts';
import type { ApiRequest } from './route.ts';

/** By its first bytes, whatever the upload says: PNG, JPEG or GIF. */
function typeOf(bytes: Buffer): Picture['type'] | undefined {
  const head = bytes.subarray(0, 8).toString('latin1');
  if (head === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return /^GIF8[79]a/.test(head) ? 'image/gif' : undefined;
}

/** The uploaded picture. @throws OktaError 400 if it is not a picture, or too large */
export function pictureOf(request: ApiRequest, largest: number): Picture {
  const bytes = request.body instanceof Upload ? request.body.bytes : Buffer.alloc(0);
  const type = typeOf(bytes);
  if (type === undefined || bytes.length > largest)
    throw new OktaError(
      400,
      'E0000105',
      'Bad request. Accept and/or Content-Type headers likely do not match supported values.',
      [`file: The picture must be a PNG, JPG or GIF of at most ${largest / 1000} kB.`],
    );
  return { id: newId('file'), type, base64: bytes.toString('base64') };
}
