import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';

/** A body with whatever a test looks for in it. */
export type Body = Readonly<Record<string, string>> & { readonly [index: number]: Body };

/** A PNG of one pixel. */
export const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** While it runs, something answers the one-time verification of event hooks. */
export async function withEcho(work: (uri: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ verification: request.headers['x-okta-verification-challenge'] }));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  try {
    await work(`http://localhost:${(server.address() as AddressInfo).port}/hook`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A part of an answer, by its path. */
export const at = (body: Body, ...path: (string | number)[]): string =>
  path.reduce<unknown>((inner, part) => (inner as Record<string, unknown>)[part], body) as string;

/** An administrator's requests, each of which has to succeed. @param url of the org, or of what listens before it */
export function administrator(url: string) {
  const send = async (method: string, path: string, body?: unknown, headers = {}): Promise<Body> => {
    const file = body instanceof FormData;
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: 'SSWS T',
        ...(body !== undefined && !file && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: file || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect.soft(answer.status, `${method} ${path}: ${text.slice(0, 300)}`).toBeLessThan(400);
    return (text === '' ? {} : /^[[{]/.test(text) ? JSON.parse(text) : {}) as Body;
  };
  const get = async (path: string): Promise<Body> => send('GET', path);
  const post = async (path: string, body?: unknown): Promise<Body> => send('POST', path, body);
  const put = async (path: string, body?: unknown): Promise<Body> => send('PUT', path, body);
  const remove = async (path: string): Promise<Body> => send('DELETE', path);
  const person = async (login: string): Promise<string> =>
    at(
      await post('/api/v1/users?activate=true', {
        profile: { firstName: 'Ada', lastName: 'Lovelace', email: login, login },
        credentials: { password: { value: 'Correct-Horse-77' } },
      }),
      'id',
    );

  return { send, get, post, put, remove, person };
}

export type Administrator = ReturnType<typeof administrator>;
