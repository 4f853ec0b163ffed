import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Picture } from './picture.ts';
import { develop, render } from './render.ts';
import { bank } from './bank.ts';
import { books } from './books.ts';
import { cloud } from './cloud.ts';
import { goods } from './default.ts';
import { stock } from './stock.ts';

const pictures: readonly Picture[] = [...goods, ...books, ...bank, ...cloud, ...stock];

/** Draws what the filters name, all without one. */
export async function make(root: string, args: readonly string[]): Promise<void> {
  const draft = args.includes('--draft');
  const out = args.find((a) => a.startsWith('--out='))?.slice(6);
  const filters = args.filter((a) => !a.startsWith('--'));
  for (const picture of pictures) {
    if (filters.length > 0 && !filters.some((f) => picture.path.startsWith(f))) continue;
    const started = Date.now();
    await draw(picture, draft, (path) =>
      out
        ? join(out, path.replaceAll('/', '_'))
        : join(root, path.startsWith('stock/') ? `app/public/img/items/${path.slice(6)}` : `themes/${path}`),
    );
    process.stdout.write(`${picture.path} ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  }
}

async function draw(picture: Picture, draft: boolean, place: (path: string) => string): Promise<void> {
  const samples = draft ? (picture.width > 1000 ? 0.35 : 0.6) : (picture.samples ?? 1.6);
  const width = Math.round(picture.width * samples),
    height = Math.round(picture.height * samples);
  const pixels = develop(
    render(await picture.scene(), width, height),
    width,
    height,
    (picture.grain ?? 0.8) * samples,
    picture.vignette,
  );
  const image = () =>
    sharp(pixels, { raw: { width, height, channels: 3 } }).resize(picture.width, picture.height, {
      kernel: 'lanczos3',
    });
  const write = async (path: string, bytes: Buffer) => {
    await mkdir(dirname(place(path)), { recursive: true });
    await writeFile(place(path), bytes);
  };
  const quality = picture.quality ?? 44;
  if (picture.path.endsWith('.jpg')) {
    // Seen on the org's sign-in page and by browsers that do not know AVIF.
    await write(
      picture.path,
      await sharp(await image().png().toBuffer())
        .resize(1600)
        .jpeg({ quality, mozjpeg: true })
        .toBuffer(),
    );
    if (draft) return;
    const stem = picture.path.replace(/\.jpg$/, '');
    await write(`${stem}-1920.avif`, await image().avif({ quality: 42, effort: 5 }).toBuffer());
    const middle = {
      left: Math.round(picture.width * 0.25),
      top: 0,
      width: Math.round(picture.width * 0.5),
      height: picture.height,
    };
    await write(
      `${stem}-960.avif`,
      await sharp(await image().png().toBuffer())
        .extract(middle)
        .resize(800)
        .avif({ quality: 42, effort: 5 })
        .toBuffer(),
    );
  } else if (picture.path.endsWith('icon.png')) {
    const round = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128"><rect width="128" height="128" rx="29"/></svg>',
    );
    await write(
      picture.path,
      await sharp(await image().png().toBuffer())
        .composite([{ input: round, blend: 'dest-in' }])
        .png({ compressionLevel: 9, palette: true, quality: 90, effort: 10 })
        .toBuffer(),
    );
  } else if (picture.path.endsWith('.png')) {
    await write(
      picture.path,
      await image().png({ palette: true, quality: 100, effort: 10, compressionLevel: 9 }).toBuffer(),
    );
    await write(
      picture.path.replace(/\.png$/, '.avif'),
      await image().avif({ quality, effort: 5 }).toBuffer(),
    );
  } else await write(picture.path, await image().avif({ quality, effort: 5 }).toBuffer());
}
