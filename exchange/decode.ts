import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import { type Body, HeaderLines, type RawHeaders } from './recorded.ts';

const listOf = (raw: RawHeaders): readonly string[] => (raw instanceof HeaderLines ? raw.list : raw);

/** Pairs of name and value. */
export function headersOf(raw: RawHeaders): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  const list = listOf(raw);
  for (let at = 0; at + 1 < list.length; at += 2) pairs.push([list[at] ?? '', list[at + 1] ?? '']);
  return pairs;
}

/** The first header of this name, in lower case. */
export function headerOf(raw: RawHeaders, name: string): string | undefined {
  const list = listOf(raw);
  for (let at = 0; at + 1 < list.length; at += 2) if (list[at]?.toLowerCase() === name) return list[at + 1];
  return undefined;
}

/** A path in readable form; unchanged if its percent signs are not valid escapes. */
export function readablePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The recorded part of a body, decompressed; undefined if nothing was recorded. */
export function bodyText(body: Body | undefined, headers: RawHeaders): string | undefined {
  if (!body || body.kept === 0) return undefined;
  const bytes = Buffer.concat(body.chunks.map((chunk) => Buffer.from(chunk)));
  const encoding = headerOf(headers, 'content-encoding');
  try {
    return (encoding === undefined ? bytes : unpack(bytes, encoding)).toString();
  } catch {
    // `fetch` returns bodies already decompressed, but keeps the header.
    return bytes.toString();
  }
}

/** A body that was cut off gives what there is. */
function unpack(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'br')
    return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  if (encoding === 'gzip') return gunzipSync(bytes, options);
  return encoding === 'deflate' ? inflateSync(bytes, options) : bytes;
}
