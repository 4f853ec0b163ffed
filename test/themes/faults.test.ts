import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkTheme, describeProblem, loadTheme } from '../../app/theme/index.ts';
import { systemNetwork } from '../../app/theme/address.ts';
import type { Network } from '../../app/theme/address.ts';
import { config, faults, good, item } from '../helpers/themes/broken-themes.ts';
import { folderOf, hostOf } from '../helpers/themes/themes.ts';
import type { Files, Host } from '../helpers/themes/themes.ts';

const appUrl = 'http://localhost:5000';
const cacheDir = await mkdtemp(join(tmpdir(), 'themes-cache-'));

describe('a theme with one fault', () => {
  it.each(faults)('%s', async (_name, change, message) => {
    const folder = await folderOf({ ...good, ...change });
    const problems = await checkTheme({ theme: folder, appUrl, cacheDir });
    const lines = problems.filter(({ severity }) => severity === 'error').map(describeProblem);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
    await expect(loadTheme({ theme: folder, appUrl, cacheDir })).rejects.toThrow(lines[0]!);
  });

  it('a link to outside the theme', async () => {
    const folder = await folderOf({ ...good, 'icon.png': undefined });
    const outside = join(await mkdtemp(join(tmpdir(), 'outside-')), 'secret.png');
    await writeFile(outside, good['icon.png']!);
    await symlink(outside, join(folder, 'icon.png'));
    const problems = await checkTheme({ theme: folder, appUrl, cacheDir });
    expect(problems.map(describeProblem)).toEqual([expect.stringMatching(/^icon\.png: links to a file outside the theme\./)]);
  });

  it('several faults are all told at once', async () => {
    const folder = await folderOf({ ...good, ...config({ label: 3 }), ...item({ count: -2 }), 'bg.jpg': undefined });
    const problems = await checkTheme({ theme: folder, appUrl, cacheDir });
    expect(problems.map(({ file, key }) => `${file} ${key}`.trim())).toEqual(['config.json label', 'data.json items[1].count', 'bg.jpg']);
  });

  it('one fault hides no other: items, names, ids, pictures', async () => {
    const list = JSON.parse(String(good['data.json'])) as object[];
    const data = JSON.stringify([{ ...list[0], count: -1, name: undefined }, { ...list[1], itemId: '1', target: 'GOLD' }, { ...list[1], itemId: '1', image: 'gone.png' }]);
    const folder = await folderOf({ ...good, ...config({ label: '', 'img-items': false }), 'data.json': data });
    const problems = await checkTheme({ theme: folder, appUrl, cacheDir });
    expect(problems.map(({ file, key }) => `${file} ${key}`.trim()).sort()).toEqual([
      'config.json label',
      'data.json items[0].count',
      'data.json items[0].image',
      'data.json items[0].name',
      'data.json items[1].image',
      'data.json items[1].itemId',
      'data.json items[1].target',
      'data.json items[2].image',
      'data.json items[2].itemId',
    ]);
  });

  it.each(['nowhere', './not/here', '/not/here/at-all'])('there is no theme %s', async (theme) => {
    const [problem] = await checkTheme({ theme, appUrl, cacheDir });
    expect(describeProblem(problem!)).toMatch(/there is no theme or folder with this name\. Choose .*default/);
  });
});

describe('a theme that the original accepts', () => {
  const open = async (files: Files) => loadTheme({ theme: await folderOf({ ...good, ...files }), appUrl, cacheDir });

  it.each<[string, Files, object]>([
    ['a price as a text', item({ price: '12.50' }), { price: 12.5 }],
    ['no price', item({ price: null }), { price: 0 }],
    ['no count', item({ count: undefined }), { count: 10 }],
    ['a long title', item({ name: 'A long title '.repeat(20).trim() }), { title: 'A long title '.repeat(20).trim() }],
  ])('with %s', async (_what, files, expected) => {
    const theme = await open(files);
    expect(theme.warnings).toEqual([]);
    expect(theme.items[1]).toMatchObject(expected);
  });

  it.each(['shoe@2x.png', 'shoe.jfif'])('with a picture %s; one that is missing has a placeholder', async (image) => {
    const theme = await open({ ...config({ 'img-items': true }), ...item({ image }) });
    const missing = theme.warnings.filter((line) => line.includes('is missing, a placeholder is shown'));
    expect(missing.some((line) => line.startsWith(`img-items/${image}: `))).toBe(true);
    expect(theme.items[1]!.image).toBe('/static/img/items/parcel.png');
  });

  it('one folder too deep, or by a file of it', async () => {
    const folder = await folderOf(good, 'acme');
    const parent = dirname(folder);
    await mkdir(join(parent, '__MACOSX'));
    for (const theme of [parent, join(folder, 'config.json'), join(folder, 'data.json')])
      expect(await loadTheme({ theme, appUrl, cacheDir })).toMatchObject({ label: 'garden' });
    // By name, in the folder of themes.
    const themesDir = dirname(parent);
    const theme = await loadTheme({ theme: basename(parent), appUrl, cacheDir, themesDir });
    expect(theme).toMatchObject({ label: 'garden', name: basename(parent) });
  });

  it.each(['http://127.0.0.1:5999/static/themes/books/', 'http://localhost:5000/static/themes/books/config.json', 'http://[::1]:5001/static/themes/books', 'http://0.0.0.0:5000/static/themes/books', 'https://localhost/static/themes/books#top'])(
    'by its name in %s, wherever people reach the shop',
    async (theme) => {
      for (const shop of [appUrl, 'http://127.0.0.1:5555', 'https://demo.example.com'])
        expect(await loadTheme({ theme, appUrl: shop, cacheDir })).toMatchObject({ name: 'books' });
    },
  );

  it('by the address of its own shop alone', async () => {
    expect(await loadTheme({ theme: 'https://demo.example.com/static/themes/bank', appUrl: 'https://demo.example.com', cacheDir })).toMatchObject({ name: 'bank' });
    for (const name of ['nothing', '%E0%A4%A', '..%2f..%2f', '.'])
      await expect(loadTheme({ theme: `http://localhost:9/static/themes/${name}`, appUrl: 'http://localhost:9', cacheDir })).rejects.toThrow(/cannot be used/);
  });
});

describe('a theme that is valid but deserves a warning', () => {
  const remarks: readonly (readonly [string, Files, RegExp])[] = [
    ['HTML in a title', config({ 'site-title': 'Shop <script>alert(1)</script>' }), /^config\.json site-title: contains HTML, which is shown as plain text\./],
    ['an entity in a name', item({ name: 'Salt &amp; Pepper' }), /^data\.json items\[1\]\.name: contains HTML/],
    ['a key that is not known', config({ 'site-titel': 'x' }), /^config\.json site-titel: is an unknown key/],
    ['a colour too faint for text', config({ colors: { primary: '#ffe14d' } }), /^config\.json colors\.primary: has a contrast of 1\.3 against white, less than the 4\.5/],
  ];
  it.each(remarks)('%s', async (_name, change, message) => {
    const folder = await folderOf({ ...good, ...change });
    const theme = await loadTheme({ theme: folder, appUrl, cacheDir });
    expect(theme.warnings).toEqual([expect.stringMatching(message)]);
  });
});

describe('a remote theme with one fault', () => {
  const closers: Host[] = [];
  const check = async (theme: string, network?: Network) => {
    const problems = await checkTheme({ theme, appUrl, cacheDir: await mkdtemp(join(tmpdir(), 'cache-')), ...(network && { network }) });
    await Promise.all(closers.splice(0).map((host) => host.close()));
    return problems.map(describeProblem);
  };
  const host = async (...args: Parameters<typeof hostOf>): Promise<Host> => {
    const made = await hostOf(...args);
    closers.push(made);
    return made;
  };
  /** Names of the internet that lead, without leaving this machine, to a host of the test. */
  const internet = (addresses: Record<string, string>): Network => ({
    ...systemNetwork,
    resolve: async (name) => [addresses[name] ?? '203.0.113.9'],
    connect: () => '127.0.0.1',
  });

  it('the host is not there', async () => {
    expect(await check('http://themes.invalid/acme')).toEqual([expect.stringMatching(/^config\.json: the host themes\.invalid was not found\./)]);
  });
  it('nothing listens', async () => {
    expect(await check('http://localhost:9/theme')).toEqual([expect.stringMatching(/^config\.json: nothing is listening at localhost:9\./)]);
  });
  it('an address that is none', async () => {
    expect(await check('http://user:secret@localhost/theme')).toEqual([expect.stringMatching(/is not a valid address/)]);
  });
  it('an error page in place of JSON', async () => {
    const { url } = await host(good, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
      return true;
    });
    expect(await check(url)).toEqual([expect.stringMatching(/^config\.json: the server sends text\/html\. It must send JSON/)]);
  });
  it('a server that fails', async () => {
    const { url } = await host(good, (_request, response) => {
      response.writeHead(503).end();
      return true;
    });
    expect(await check(url)).toEqual([expect.stringMatching(/^config\.json: the server responded with 503\./)]);
  });
  it('a bucket that is not public', async () => {
    const { url, asked } = await host(good, (_request, response) => {
      response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code></Error>');
      return true;
    });
    expect(await check(url)).toEqual([expect.stringMatching(/^config\.json: the server refused access \(403 Forbidden\)\. Make the files public .*check the address/)]);
    expect(asked.filter((line) => !line.includes('config.json'))).toEqual([]);
  });
  it('a bucket that shows only some files', async () => {
    const hidden = ['bg.jpg', 'fern.png', 'logo.png'];
    const { url } = await host(good, (request, response) => {
      if (!hidden.some((name) => request.url?.endsWith(name))) return false;
      response.writeHead(403).end();
      return true;
    });
    expect(await check(url)).toEqual([
      'bg.jpg: is missing or not public (the server responded with 403). Add the file, and make it public.',
      'img-items/fern.png: is missing or not public (the server responded with 403), a placeholder is shown. Add the file, and make it public.',
    ]);
  });
  it('several faults are all told at once', async () => {
    const { url } = await host({ ...good, ...config({ label: 3, 'img-items': true }), 'icon.png': undefined }, (request, response) => {
      if (!/bg\.jpg|rose\.jpg/.test(request.url ?? '')) return false;
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
      return true;
    });
    expect((await check(url)).map((line) => line.split('.')[0])).toEqual(['config', 'bg', 'icon', 'img-items/rose']);
  });
  it.each(['', '/config.json', '/data.json', '/config.json?version=2#top'])('nothing where the address ends in "%s", or is one folder too high', async (end) => {
    const plain = await host(good);
    expect(await check(plain.url + end)).toEqual([]);
    const deep = await host(Object.fromEntries(Object.entries(good).map(([path, content]) => [`theme/${path}`, content])));
    expect(await check(deep.url + end)).toEqual([]);
  });
  it('an answer without end', async () => {
    const { url } = await host(good, (request, response) => {
      if (!request.url?.endsWith('bg.jpg')) return false;
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        response.once('drain', more);
      };
      more();
      return true;
    });
    expect(await check(url)).toEqual([expect.stringMatching(/^bg\.jpg: is larger than 8192 kB\./)]);
  });
  it('an answer that never comes', async () => {
    const { url } = await host(good, () => true);
    const hasty = { ...systemNetwork, timeout: 200 };
    expect(await check(url, hasty)).toEqual([expect.stringMatching(/^config\.json: localhost:\d+ did not respond within 0\.2 seconds\./)]);
  });
  it('a picture that stops halfway', async () => {
    const { url } = await host(good, (request, response) => {
      if (!request.url?.endsWith('bg.jpg')) return false;
      response.writeHead(200, { 'content-type': 'image/jpeg' }).write(Buffer.alloc(1000));
      return true;
    });
    const hasty = { ...systemNetwork, timeout: 2000 };
    expect(await check(url, hasty)).toEqual([expect.stringMatching(/^bg\.jpg: did not arrive within 2 seconds\./)]);
  });
  it('a circle of redirects', async () => {
    const { url } = await host(good, (request, response) => {
      response.writeHead(302, { location: request.url }).end();
      return true;
    });
    expect(await check(url)).toEqual([expect.stringMatching(/^config\.json: is redirected more than 3 times\./)]);
  });
  it('a redirect to something that is not http', async () => {
    const { url } = await host(good, (_request, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      return true;
    });
    expect(await check(url)).toEqual([expect.stringMatching(/^config\.json: is redirected to file:\/\/\/etc\/passwd, which is not http/)]);
  });
  it.each(['10.0.0.8', '192.168.1.1', '127.0.0.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1', '2002:7f00:1::', '::127.0.0.1', '64:ff9b:1::a00:1', 'fec0::1', '2001:0:7f00:1::'])(
    'a theme of the internet that redirects to %s',
    async (address) => {
      const { url } = await host(good, (_request, response) => {
        response.writeHead(302, { location: 'http://inside.example/config.json' }).end();
        return true;
      });
      const { port } = new URL(url);
      const lines = await check(`http://themes.example:${port}/theme`, internet({ 'inside.example': address }));
      expect(lines).toEqual([expect.stringMatching(/^config\.json: is redirected from themes\.example to inside\.example \(.+\), which is in a private network\./)]);
    },
  );
  it('a theme at the address where clouds keep their credentials', async () => {
    expect(await check('http://169.254.169.254/latest')).toEqual([expect.stringMatching(/is not a web server's address/)]);
  });
  it('a name that means another machine from one file to the next is connected to where it was judged', async () => {
    const { url } = await host(good);
    const connected = new Set<string>();
    let asked = 0;
    const rebinding = {
      ...internet({}),
      resolve: async () => [asked++ === 0 ? '93.184.216.34' : '169.254.169.254'],
      connect: (address: string) => {
        connected.add(address);
        return '127.0.0.1';
      },
    };
    expect(await check(`http://themes.example:${new URL(url).port}/theme`, rebinding)).toEqual([]);
    expect([...connected]).toEqual(['93.184.216.34']);
  });
  it('a redirect within the internet is followed', async () => {
    const { url } = await host(good, (request, response) => {
      if (request.headers.host?.startsWith('old.example') !== true) return false;
      response.writeHead(301, { location: `http://new.example:${new URL(url).port}${request.url ?? ''}` }).end();
      return true;
    });
    expect(await check(`http://old.example:${new URL(url).port}/theme`, internet({}))).toEqual([]);
  });
});

it('what was a picture is only pixels afterwards', async () => {
  const marked = await sharp(good['icon.png'] as Buffer).withExif({ IFD0: { Copyright: 'SECRET-NOTE' } }).jpeg().toBuffer();
  const folder = await folderOf({ ...good, 'img-items/rose.jpg': Buffer.concat([marked, Buffer.from('<script>alert(1)</script>')]) });
  const theme = await loadTheme({ theme: folder, appUrl, cacheDir });
  const file = theme.files.get('img-items/rose.jpg')!.file;
  const bytes = await sharp(file).metadata();
  expect(bytes.exif).toBeUndefined();
  const { readFile } = await import('node:fs/promises');
  expect((await readFile(file)).includes('script')).toBe(false);
});
