import { Assets } from '../../../shared/assets.ts';
import { type Html, markup } from '../../../shared/markup.ts';

export const assets = new Assets('cli', '/class-assets/');

interface Layout {
  readonly title: string;
  /** Beside the title of the class. */
  readonly who?: string | undefined;
  /** How often the page looks for news, in milliseconds; it does not where not given. */
  readonly every?: number;
  readonly wide?: boolean;
  readonly body: Html;
}

/** What all pages of a class have in common. */
export const layout = ({ title, who, every, wide, body }: Layout): string =>
  markup`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="${assets.url('class.css')}">
  <link rel="icon" href="data:,">
  <script type="module" src="${assets.url('class.js')}"></script>
</head>
<body${every !== undefined && markup` data-every="${every}"`}>
  <header class="bar"><b>Okta Multidemo class</b>${who !== undefined && markup`<span>${who}</span>`}</header>
  <main${wide === true && markup` class="is-wide"`}>${body}</main>
</body>
</html>`.text;

/** The page for addresses that do not exist. */
export const missingPage = (): string =>
  layout({
    title: 'Page not found',
    body: markup`
<section class="narrow">
  <h1>Page not found</h1>
  <p class="lead">The class has no page at this address.</p>
  <a class="button" href="/">Go to the start page</a>
</section>`,
  });

/** A form with one button, which changes something. */
export const action = (
  path: string,
  csrf: string,
  label: Html | string,
  { fields = {}, kind = 'quiet', target }: Action = {},
): Html => markup`<form method="post" action="${path}"${target !== undefined && markup` target="${target}"`}>
  <input type="hidden" name="_csrf" value="${csrf}">
  ${Object.entries(fields).map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`)}
  <button class="${kind}" type="submit">${label}</button>
</form>`;

interface Action {
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly kind?: 'quiet' | 'button' | 'danger';
  readonly target?: string;
}

/** A change that cannot be taken back, behind a second click. */
export const dangerous = (label: string, warning: string, form: Html): Html =>
  markup`<details class="sure"><summary>${label}</summary><div><p>${warning}</p>${form}</div></details>`;

/** The QR code that the site draws at this path. */
export const qr = (path: '/code.svg' | '/link.svg', alt: string): Html =>
  markup`<img class="qr" src="${path}" alt="${alt}" width="220" height="220">`;

export const minutesAgo = (at: number, now: number): string => {
  const minutes = Math.floor((now - at) / 60_000);
  return minutes < 1 ? 'just now' : `${minutes} min ago`;
};
