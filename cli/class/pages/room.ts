import { markup } from '../../../shared/markup.ts';
import type { Room } from '../room.ts';
import { taskOf } from '../task.ts';
import { isLoopback } from '../../run/loopback.ts';
import { layout, qr } from './layout.ts';
import { ticks } from './tasks.ts';

/** For the wall: how to join, or the seat that the trainer shows. */
export function roomPage(room: Room): string {
  const { shown, script, places, code, seats } = room;
  const names = seats.flatMap(({ record }) => record.person ?? []);
  const task = shown && script && taskOf(script, shown.record.lesson);
  const visit = shown?.lastVisit;
  return layout({
    title: 'Class',
    who: script?.title,
    every: 1500,
    wide: true,
    body: markup`<div id="wall" data-live>${
      shown
        ? markup`<section class="wall"><h1>${shown.record.person ?? shown.name}</h1>
  <p class="lead">${shown.name}${visit && markup` · is at <code>${visit.path}</code>${visit.status >= 400 && markup`: ${visit.status}`}`}</p>
  ${task && markup`<h2>${task.number} of ${task.of} · ${task.title}</h2>${ticks(task)}`}</section>`
        : markup`<section class="wall"><h1>Join at <span class="address">${places.url}</span></h1>
  <p class="lead">with the code <b class="code">${code}</b></p>${
    isLoopback(places.url) &&
    markup`<p>Only browsers on this machine can join: the class was started without <code>--lan</code>.</p>`
  }${qr('/code.svg', 'QR code to join')}
  <p class="lead"><b>${names.length}</b> of ${seats.length} seats taken</p>
  <ul class="names">${names.map((one) => markup`<li>${one}</li>`)}</ul></section>`
    }</div>`,
  });
}
