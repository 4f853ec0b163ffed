import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import sharp from 'sharp';

export type Files = Record<string, string | Buffer | undefined>;

/** A theme of the Python original's shape: only its keys, pictures as people had them. */
export async function originalTheme(): Promise<Files> {
  const picture = (background: string, width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background } });
  return {
    'config.json': JSON.stringify({
      label: 'garden',
      'site-title': 'Okta Garden Centre',
      'items-title': 'Plants',
      'items-title-label': 'plants',
      'action-title': 'Reserve',
      'img-items': true,
    }),
    'data.json': JSON.stringify([
      {
        itemId: '1',
        name: 'Fern',
        description: '',
        category: 'shade',
        count: 10,
        price: 0,
        image: 'fern.png',
        target: 'PUBLIC',
      },
      {
        itemId: '2',
        name: 'Rose',
        description: '',
        category: 'sun',
        count: 7,
        price: 0,
        image: 'rose.jpg',
        target: 'PREMIUM',
      },
    ]),
    'bg.jpg': await picture('#1f7a3a', 1600, 900).jpeg().toBuffer(),
    'icon.png': await picture('#1f7a3a', 64, 64).png().toBuffer(),
    'img-items/fern.png': await picture('#44aa55', 320, 240).png().toBuffer(),
    'img-items/rose.jpg': await picture('#cc3355', 320, 240).jpeg().toBuffer(),
  };
}

/** Writes files into a new folder; undefined leaves one out. */
export async function folderOf(files: Files, name = 'garden'): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'theme-')), name);
  await mkdir(join(folder, 'img-items'), { recursive: true });
  for (const [path, content] of Object.entries(files))
    if (content !== undefined) await writeFile(join(folder, path), content);
  return folder;
}

export interface Host {
  url: string;
  /** Paths asked for, with the status answered. */
  asked: string[];
  close(): Promise<void>;
}

/** A static host on a free port; `answer` may take a request before the files do. */
export async function hostOf(
  files: Files,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<Host> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    response.on('close', () => asked.push(`${request.url ?? ''} ${response.statusCode}`));
    if (answer(request, response)) return;
    const path = decodeURIComponent(
      normalize(new URL(request.url ?? '', 'http://host').pathname).replace(/^\/theme\//, ''),
    );
    const content = files[path];
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${Buffer.from(content).toString('base64url').slice(-24)}-${content.length}"`;
    const types: Record<string, string> = {
      '.json': 'application/json',
      '.png': 'image/png',
      '.jpg': 'image/jpeg',
    };
    const same = request.headers['if-none-match'] === etag;
    response.writeHead(same ? 304 : 200, {
      etag,
      'content-type': types[extname(path)] ?? 'application/octet-stream',
    });
    response.end(same ? undefined : content);
  };
  const server = createServer(listener);
  await new Promise<void>((settle) => server.listen(0, 'localhost', settle));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/theme`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((settle) => server.close(settle));
    },
  };
}

export async function copyTheme(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
}

export const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
