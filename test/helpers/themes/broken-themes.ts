/** Themes with one fault each, made of a good one. */
import { originalTheme } from './themes.ts';
import type { Files } from './themes.ts';

export const good = await originalTheme();

type Json = Record<string, unknown>;
export const config = (change: Json): Files => ({
  'config.json': JSON.stringify({ ...(JSON.parse(String(good['config.json'])) as Json), ...change }),
});
const items = JSON.parse(String(good['data.json'])) as Json[];
export const item = (change: Json): Files => ({
  'data.json': JSON.stringify([items[0], { ...items[1], ...change }]),
});

/** A PNG of 30 000 × 30 000 pixels in a few bytes: header only, which is all that is looked at. */
const hugePixels = (): Buffer => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
    'base64',
  );
  png.writeUInt32BE(30_000, 16);
  png.writeUInt32BE(30_000, 20);
  png.writeUInt32BE(0x7a9e1cf8, 29);
  return png;
};

/** What is wrong, how it comes about, and the one line that must be said. */
export const faults: readonly (readonly [string, Files, RegExp])[] = [
  ['config.json is missing', { 'config.json': undefined }, /^config\.json: is missing\. .*copy it/],
  ['data.json is missing', { 'data.json': undefined }, /^data\.json: is missing\./],
  [
    'config.json is not JSON',
    { 'config.json': '{ label: "x" }' },
    /^config\.json: is not JSON \(.+\)\. Fix it/,
  ],
  ['data.json is not a list', { 'data.json': '"none"' }, /^data\.json: must be a list of items\./],
  ['data.json is empty', { 'data.json': '[]' }, /^data\.json: must contain at least one item\./],
  [
    'a key is missing',
    config({ 'site-title': undefined }),
    /^config\.json site-title: is missing\. Write the shop’s title/,
  ],
  [
    'a key is of the wrong type',
    config({ 'items-title': 7 }),
    /^config\.json items-title: must be a string, e\.g\. "Books"\./,
  ],
  ['a title is empty', config({ label: '  ' }), /^config\.json label: must not be empty\./],
  [
    'a title is too long',
    config({ 'action-title': 'x'.repeat(31) }),
    /^config\.json action-title: must not be longer than 30 characters\./,
  ],
  [
    'img-items is not true or false',
    config({ 'img-items': 'perhaps' }),
    /^config\.json img-items: must be true or false\./,
  ],
  [
    'a colour that is none',
    config({ colors: { primary: 'greenish' } }),
    /^config\.json colors\.primary: must be # followed by six/,
  ],
  [
    'a currency that is none',
    config({ currency: 'Euro' }),
    /^config\.json currency: must be a currency code/,
  ],
  [
    'a font that is none',
    config({ 'heading-font': 'comic' }),
    /^config\.json heading-font: must be sans, serif, rounded or mono\./,
  ],
  ['itemId is a number', item({ itemId: 2 }), /^data\.json items\[1\]\.itemId: must be a string, e\.g\. "1"\./],
  ['an id twice', item({ itemId: '1' }), /^data\.json items\[1\]\.itemId: "1" is also the id of items\[0\]\./],
  ['a name is missing', item({ name: undefined }), /^data\.json items\[1\]\.name: is missing\./],
  [
    'a negative count',
    item({ count: -1 }),
    /^data\.json items\[1\]\.count: must not be negative\. Write how many/,
  ],
  ['half a piece', item({ count: 1.5 }), /^data\.json items\[1\]\.count: must be a whole number\./],
  ['a price in words', item({ price: 'ten' }), /^data\.json items\[1\]\.price: must be a number from 0 to 10000000\./],
  [
    'a target that is none',
    item({ target: 'VIP' }),
    /^data\.json items\[1\]\.target: must be "PUBLIC" or "PREMIUM"\./,
  ],
  [
    '../ in a picture name',
    item({ image: '../../secret.png' }),
    /^data\.json items\[1\]\.image: must be a plain file name/,
  ],
  [
    'a picture of no known kind',
    item({ image: 'rose.svg' }),
    /^data\.json items\[1\]\.image: must end in \.jpg/,
  ],
  [
    'no such stock picture',
    { ...config({ 'img-items': undefined }), ...item({ image: 'anvil.png' }) },
    /^data\.json items\[0\]\.image: there is no stock picture "fern\.png"\./,
  ],
  ['bg.jpg is missing', { 'bg.jpg': undefined }, /^bg\.jpg: is missing\./],
  ['a picture that is not one', { 'icon.png': 'hello' }, /^icon\.png: is not a picture\./],
  [
    'an SVG by another name',
    { 'icon.png': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' },
    /^icon\.png: is an SVG, which can contain scripts\./,
  ],
  [
    'a picture cut short',
    { 'bg.jpg': (good['bg.jpg'] as Buffer).subarray(0, 700) },
    /^bg\.jpg: cannot be decoded \(.+\)\./,
  ],
  [
    'a picture that weighs too much',
    { 'bg.jpg': Buffer.concat([good['bg.jpg'] as Buffer, Buffer.alloc(9_000_000)]) },
    /^bg\.jpg: is larger than 8192 kB\./,
  ],
  [
    'a picture that unpacks to gigabytes',
    { 'img-items/fern.png': hugePixels() },
    /^img-items\/fern\.png: (has 30000 × 30000 pixels|cannot be decoded)/,
  ],
  [
    'a document without end',
    { 'config.json': ' '.repeat(600_000) },
    /^config\.json: is larger than 512 kB\./,
  ],
];
