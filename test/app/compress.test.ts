import { afterAll, beforeAll, expect, it } from 'vitest';
import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());

/** The bytes as they travel, which `fetch` would unpack. */
const bytesOf = (path: string, encoding: string) =>
  new Promise<{ encoding: string | undefined; vary: string | undefined; body: Buffer }>((resolve, reject) => {
    get(demo.shop + path, { headers: { 'accept-encoding': encoding } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({
          encoding: answer.headers['content-encoding'],
          vary: answer.headers.vary,
          body: Buffer.concat(parts),
        }),
      );
    }).on('error', reject);
  });

it('sends a page compressed to a browser that understands it, an error page too', async () => {
  const plain = await bytesOf('/no-such-page', 'identity');
  expect(plain.encoding).toBeUndefined();
  for (const [encoding, unpack] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const packed = await bytesOf('/no-such-page', encoding);
    expect(packed.encoding).toBe(encoding);
    expect(packed.vary).toContain('Accept-Encoding');
    expect(packed.body.length).toBeLessThan(plain.body.length / 2);
    expect(unpack(packed.body).toString()).toContain('There is nothing here');
  }
});

it('sends the API as it is', async () => {
  expect((await bytesOf('/api/products', 'br')).encoding).toBeUndefined();
});
