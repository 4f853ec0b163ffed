import { lanes } from '../lanes.ts';
import type { Message } from '../message.ts';
import { type Html, markup } from '../../shared/markup.ts';
import { row } from './row.ts';

export interface Shown {
  readonly title: string;
  readonly messages: readonly Message[];
  /** Undefined: what happens now. */
  readonly run: string | undefined;
  readonly runs: readonly { readonly id: string; readonly name: string }[];
  readonly mayReveal: boolean;
  /** The newest message that is known to the page. */
  readonly last: number;
  readonly asset: (name: string) => string;
}

/** The swimlanes, and next to them the open message. */
export function page({ title, messages, run, runs, mayReveal, last, asset }: Shown): Html {
  const query = run === undefined ? '' : `?run=${encodeURIComponent(run)}`;
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="expect" href="#detail" blocking="render" />
        <link rel="stylesheet" href="${asset('inspector.css')}" />
        <script type="module" src="${asset('inspector.js')}"></script>
      </head>
      <body data-last="${last}" data-run="${run ?? ''}">
        <a class="skip" href="#messages">Skip to the messages</a>
        <header class="top">
          <h1>${title}</h1>
          <p id="state" role="status">${run === undefined ? 'connecting' : 'a saved run'}</p>
          <div class="tools">
            ${
              run === undefined &&
              markup`<button type="button" id="pause" aria-pressed="false">Pause</button>
            <button type="button" id="step" disabled>Step</button>
            <button type="button" id="clear">Clear</button>`
            }
            <input type="search" id="filter" aria-label="Filter" placeholder="Filter" autocomplete="off">
            <select id="channel" aria-label="Which messages">
              <option value="">all messages</option>
              <option value="front">front channel</option>
              <option value="back">back channel</option>
              <option value="refused">refused</option>
            </select>
            <button type="button" id="more" aria-expanded="false" aria-controls="rest">More</button>
            <div id="rest" class="rest">
            <label class="check"><input type="checkbox" id="assets"> assets</label>
            ${mayReveal && markup`<label class="check"><input type="checkbox" id="reveal"> secrets</label>`}
            <label class="check"><input type="checkbox" id="large"> large</label>
            <select id="run" aria-label="Run">
              <option value="">live</option>
              ${runs.map(({ id, name }) => markup`<option value="${id}"${id === run && markup` selected`}>${name}</option>`)}
            </select>
            ${run === undefined && markup`<button type="button" id="keep">Keep…</button>`}
            <span class="exports"
              >Export: <a href="/inspector/export.har${query}" download>HAR</a>
              <a href="/inspector/export.mmd${query}" download>Mermaid</a>
              <a href="/inspector/export.html${query}" download>HTML</a></span
            >
            </div>
          </div>
        </header>
        <main>
          <section class="flow" aria-labelledby="flow-title">
            <h2 id="flow-title" class="unseen">Messages</h2>
            ${laneHeads()}
            <ol id="messages" class="rows" tabindex="-1">
              ${messages.map((one) => row(one))}
            </ol>
            <p id="none" class="none" ${messages.length > 0 && markup` hidden`}>
              Nothing has happened yet. Use the shop in another window: each message appears here.
            </p>
          </section>
          <section id="detail" class="detail" aria-label="The open message" tabindex="-1">
            <p class="none">
              Open a message to see its contents. Keys: <kbd>↓</kbd> and <kbd>↑</kbd> go to the next and the
              previous one, <kbd>Enter</kbd> goes into it and <kbd>Esc</kbd> closes it, <kbd>C</kbd> compares
              with the previous run, <kbd>Space</kbd> pauses, <kbd>S</kbd> steps.
            </p>
          </section>
        </main>
      </body>
    </html>`;
}

export const laneHeads = (): Html =>
  markup`<div class="heads" aria-hidden="true">${lanes.map(({ name }) => markup`<span>${name}</span>`)}</div>`;
