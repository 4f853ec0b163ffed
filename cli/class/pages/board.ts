import { type Html, markup } from '../../../shared/markup.ts';
import type { Room } from '../room.ts';
import type { Seat } from '../seat.ts';
import { stuckFor, taskOf } from '../task.ts';
import { action, layout, minutesAgo, qr } from './layout.ts';

const titles = { board: 'Trainer’s board', room: 'Page for the room' };

interface Door {
  readonly csrf: string;
  /** What the code opens. */
  readonly page: 'board' | 'room';
  readonly problem?: string;
}

/** Where the trainer gives the code. */
export const boardDoor = ({ csrf, page, problem }: Door): string =>
  layout({
    title: titles[page],
    body: markup`
<section class="narrow">
  <h1>${titles[page]}</h1>
  ${problem !== undefined && markup`<p class="notice" role="alert">${problem}</p>`}
  <form class="fields" method="post" action="/board/open">
    <input type="hidden" name="_csrf" value="${csrf}">
    <input type="hidden" name="page" value="${page}">
    <label>Trainer’s code <input name="code" type="password" required maxlength="40" autocomplete="off"></label>
    <button class="button" type="submit">Open</button>
  </form>
  <p class="note">The terminal printed it when the class was started for the first time. <code>multidemo class --new-code</code> generates another one.</p>
</section>`,
  });

interface Shown {
  readonly room: Room;
  readonly csrf: string;
}

/** Shows where each person is and who is stuck, with the trainer's actions. */
export function boardPage({ room, csrf }: Shown): string {
  const { seats } = room;
  const taken = seats.filter(({ record }) => record.person !== undefined).length;
  const count = (state: Seat['state']) => seats.filter((seat) => seat.state === state).length;
  const stuck = seats.filter(
    ({ record }) => record.hand !== undefined || stuckFor(room.script, record.lesson, room.now) !== undefined,
  ).length;
  const memory = Math.round(process.memoryUsage.rss() / 1024 / 1024);
  return layout({
    title: titles.board,
    who: room.script?.title,
    every: 2000,
    wide: true,
    body: markup`
<div class="head">
  <div>
    <h1>Trainer’s board</h1>
    <p class="facts" id="facts" data-live><span><b>${taken}</b> of ${seats.length} seats taken</span> <span><b>${stuck}</b> ${stuck === 1 ? 'needs' : 'need'} help</span> <span><b>${count('awake')}</b> awake</span>${count('failed') > 0 && markup` <span class="is-bad"><b>${count('failed')}</b> closed by an error</span>`} <span><b>${memory}</b> MB</span></p>
    <div class="row"><a class="quiet" href="/room" target="_blank" rel="noopener">Page for the room</a> ${room.shown && action('/board/show', csrf, 'Show the class code in the room again', { fields: { seat: 0 } })} ${action('/board/close', csrf, 'Close the board')}</div>
  </div>
  <details class="join"><summary>Join: code <b>${room.code}</b></summary>${qr('/code.svg', 'QR code to join')}<p><code>${room.places.url}</code></p></details>
</div>
<table class="board" id="seats" data-live>
  <thead><tr><th>Seat</th><th>Person</th><th>Task</th><th>Where</th><th><span class="unseen">Actions</span></th></tr></thead>
  <tbody>${seats.map((seat) => row(room, seat, csrf))}</tbody>
</table>`,
  });
}

function row(room: Room, seat: Seat, csrf: string): Html {
  const { record, number, name, state, problem } = seat;
  const fields = { seat: number };
  const isTaken = record.person !== undefined;
  return markup`<tr data-seat="${number}" data-state="${state}"${room.shown === seat && markup` class="is-shown"`}>
  <th scope="row"><a href="${seat.shop}" target="_blank" rel="noopener">${name}</a> <span class="state is-${state}">${state}</span></th>
  <td>${record.person ?? markup`<span class="quiet-text">free</span>`}${record.hand !== undefined && markup` <b class="flag">asks for help</b>`}</td>
  <td>${progress(room, seat)}</td>
  <td>${where(seat, room.now)}${problem !== undefined && markup`<small class="is-bad">${problem}</small>`}</td>
  <td class="actions">
    ${isTaken && action('/board/show', csrf, 'Show', { fields })}
    ${record.hand !== undefined && action('/board/helped', csrf, 'Helped', { fields })}
    <details class="sure" id="more-${number}"><summary>More</summary><div>
      ${action('/board/reset', csrf, 'Reset the seat', { fields, kind: 'danger' })}
      ${isTaken && action('/board/free', csrf, 'Free the seat', { fields, kind: 'danger' })}
      ${state === 'awake' && action('/board/sleep', csrf, 'Put the seat to sleep', { fields })}
    </div></details>
  </td>
</tr>`;
}

function progress({ script, now }: Room, { record }: Seat): Html | string {
  const task =
    script && record.lesson && record.person !== undefined ? taskOf(script, record.lesson) : undefined;
  if (!task) return '';
  if (task.isFinished) return markup`<b class="is-good">done</b>`;
  const minutes = stuckFor(script, record.lesson, now);
  const missing = task.expects.find(({ isMet }) => !isMet);
  return markup`${task.number} of ${task.of} · ${task.title}${minutes !== undefined && markup` <b class="flag">stuck for ${minutes} min</b>`}
  <small>${missing ? `${missing.text}${missing.instead === undefined ? '' : ` (${missing.instead})`}` : 'all met'}</small>`;
}

const where = ({ lastVisit: visit }: Seat, now: number): Html | false =>
  visit !== undefined &&
  markup`${visit.part === 'shop' ? '' : `${visit.part} `}<code>${visit.path}</code>${visit.status >= 400 && markup` <b class="is-bad">${visit.status}</b>`} <span class="quiet-text">${minutesAgo(visit.at, now)}</span>`;
