import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { widgetAssetsUrl } from '../../app/widget/assets.ts';

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
    expect(unpack(packed.body).toString()).toContain('Page not found');
  }
});

it('sends the API as it is', async () => {
  expect((await bytesOf('/api/products', 'br')).encoding).toBeUndefined();
});

it("sends the widget's scripts and texts as the build compressed them, byte for byte those of the package", async () => {
  const original = (path: string) =>
    readFileSync(join(import.meta.dirname, '../../node_modules/@okta/okta-signin-widget/dist', path));
  for (const path of ['js/okta-sign-in.next.no-polyfill.js', 'labels/json/login_de.json']) {
    const packed = await bytesOf(`${widgetAssetsUrl}/${path}`, 'br');
    expect(packed.encoding).toBe('br');
    expect(brotliDecompressSync(packed.body).equals(original(path))).toBe(true);
    const plain = await bytesOf(`${widgetAssetsUrl}/${path}`, 'identity');
    expect(plain.encoding).toBeUndefined();
    expect(plain.body.equals(original(path))).toBe(true);
  }
  const { headers } = await fetch(`${demo.shop}${widgetAssetsUrl}/css/okta-sign-in.next.css`);
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});
