import type { IncomingMessage } from 'node:http';
import { OktaError, unsupportedType } from '../org/kernel/errors.ts';

/** Bytes of the largest body that the Management API takes. */
const largestBody = 1_000_000;
/** Nesting of the deepest body: deeper ones are no document of Okta's and could exhaust the stack. */
const deepest = 64;

const malformed = (): OktaError => new OktaError(400, 'E0000003', 'The request body was not well-formed.');

/**
 * The JSON body of a request; undefined when it has none.
 * @throws OktaError 400 E0000003 when it is not JSON, too large or too deep; 400 E0000021 for another content type
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= largestBody) chunks.push(chunk);
  }
  if (length === 0) return undefined;
  if (length > largestBody) throw malformed();
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) throw unsupportedType();
  const body = parse(Buffer.concat(chunks).toString('utf8'));
  if (isDeeperThan(body, deepest)) throw malformed();
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed();
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
