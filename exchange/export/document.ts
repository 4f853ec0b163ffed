import { createHash } from 'node:crypto';
import type { Detail } from '../inspector/detail.ts';
import { detail } from '../inspector/detail.ts';
import { Html, markup } from '../../shared/markup.ts';
import { laneHeads } from '../inspector/page.ts';
import { row } from '../inspector/row.ts';

/** Allows only this style sheet: no matter what a message contains, the file runs and loads nothing. */
const policyFor = (styles: string): string =>
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'`;

/** One file with all of it, to mail after a demo: no script, nothing to load. */
export const asDocument = (title: string, details: readonly Detail[], styles: string): string =>
  markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policyFor(styles)}" />
        <title>${title}</title>
        ${new Html(`<style>${styles}</style>`)}
      </head>
      <body class="document">
        <header class="top"><h1>${title}</h1></header>
        <main>
          <section class="flow">
            ${laneHeads()}
            <ol class="rows">
              ${details.map(({ message }) => row(message, true))}
            </ol>
          </section>
          <section class="detail">
            ${details.map(
              (one) =>
                markup`<details class="one">
                  <summary>${one.message.method} ${one.message.url}</summary>
                  <div id="d${one.message.id}">${detail(one)}</div>
                </details>`,
            )}
          </section>
        </main>
      </body>
    </html>`.text;
