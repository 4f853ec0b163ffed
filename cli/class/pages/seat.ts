import { type Html, markup } from '../../../shared/markup.ts';
import { demoPeople } from '../../provision/people.ts';
import type { Seat } from '../seat.ts';
import type { Task } from '../task.ts';
import { action, dangerous, layout, qr } from './layout.ts';
import { taskSection } from './tasks.ts';

interface Shown {
  readonly seat: Seat;
  readonly csrf: string;
  readonly task: Task | undefined;
}

/** What a person has: the tasks, and where everything of the seat is. */
export const seatPage = ({ seat, csrf, task }: Shown): string =>
  layout({
    title: `${seat.record.person ?? ''} · ${seat.name}`,
    who: `${seat.record.person ?? ''} · ${seat.name}`,
    every: 1500,
    body: markup`
<h1 class="unseen">Your seat</h1>
<div class="columns">
  <div>
    ${stateOf(seat)}
    ${
      task
        ? taskSection({
            shop: seat.shop,
            task,
            csrf,
            printed: seat.lesson?.printed ?? new Map(),
            trouble: seat.lesson?.trouble,
          })
        : markup`<section class="card"><h2>Everything here is yours</h2><p class="say">Try things, break them, and reset your seat: no one else notices. Open the shop with one of the accounts below.</p></section>`
    }
  </div>
  <aside>
    <section class="card" aria-labelledby="places">
      <h2 id="places">Your demo</h2>
      <ul class="links">
        ${place(seat.shop, 'Shop', 'the application')}
        ${place(`${seat.url('org')}/admin`, 'Admin Console', 'your Okta org, as linus@example.com')}
        ${place(`${seat.url('outside')}/phone`, 'Phone', 'push notifications and codes')}
        ${place(`${seat.url('outside')}/mailbox`, 'Mailbox', 'emails from your org')}
        ${place(seat.url('sample'), 'Sample app', 'another company’s')}
        ${place(seat.url('assistant'), 'Assistant', 'an AI agent')}
        ${place(`${seat.shop}/inspector`, 'Inspector', 'every message, as it happens')}
      </ul>
    </section>
    <section class="card" aria-labelledby="people">
      <h2 id="people">Your demo accounts</h2>
      <ul class="people">${demoPeople.map(
        ({ firstName, login, password, kind }) => markup`<li>
        <div><b>${firstName}</b> <span class="quiet-text">${kind}</span><br><code>${login}</code> <code>${password}</code></div>
        ${action('/person', csrf, 'Open the shop', { fields: { login }, target: 'multidemo-shop' })}
      </li>`,
      )}</ul>
    </section>
    <section class="card" aria-labelledby="help">
      <h2 id="help">Help</h2>
      <div id="hand" data-live>${action('/hand', csrf, seat.record.hand === undefined ? 'Ask for help' : 'I no longer need help')}</div>
      <details><summary>Another device</summary><p>Scan this with a phone or tablet to use this seat there too. Do not show it to anyone else.</p>${qr('/link.svg', 'QR code that opens this seat')}</details>
      ${dangerous('Reset my seat', 'Restores the shop and the org to their initial state, and restarts the lesson.', action('/reset', csrf, 'Reset', { kind: 'danger' }))}
    </section>
  </aside>
</div>`,
  });

const place = (url: string, title: string, what: string): Html =>
  markup`<li><a href="${url}" target="_blank" rel="noopener">${title}</a> <span class="quiet-text">${what}</span></li>`;

const stateOf = ({ state }: Seat): Html => {
  const said = {
    waking: 'Opening your seat. This takes a moment.',
    failed: 'Your seat could not be opened. Reset it, or ask the trainer.',
    asleep: '',
    awake: '',
  }[state];
  return markup`<div id="state" role="status" data-live>${said !== '' && markup`<p class="notice">${said}</p>`}</div>`;
};
