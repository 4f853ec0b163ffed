import { readablePath } from '../decode.ts';
import { meaningOf } from '../explain/messages.ts';
import { kindOf, lanes, nameOf } from '../lanes.ts';
import type { Message } from '../message.ts';
import { Html, markup } from '../../shared/markup.ts';

const laneOf = (party: Message['from']): number => lanes.findIndex((lane) => lane.party === party) + 1;

/** How long it took, in the width of a column. */
const duration = ({ ms }: Message): string =>
  ms < 1000 ? `${Math.max(1, Math.ceil(ms))} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/** Path and names of the parameters, if they are few: what fits above an arrow. */
export function shortAddress({ url }: Message): string {
  const { pathname, searchParams } = new URL(url);
  const path = readablePath(pathname).replace(/(?<=\/oauth2\/)aus\w+(?=\/)/, 'aus…');
  const names = [...new Set(searchParams.keys())];
  return names.length === 0 ? path : `${path}?${names.length > 3 ? '…' : names.join('&')}`;
}

/** A message as a row of the swimlanes. In a document without scripts, it links to the details further down. */
export function row(message: Message, isLink = false): Html {
  const { id, from, to, method, status, failure, cause, isAsset } = message;
  const [a, b] = [laneOf(from), laneOf(to)];
  const way = a === b ? 'own' : a < b ? 'right' : 'left';
  const kind = kindOf(message);
  const title = meaningOf(message)?.title;
  const said = status === undefined ? 'none' : String(status);
  return markup`<li
    class="row is-${kind}${isAsset && ' is-asset'}"
    data-id="${id}"
    data-cause="${cause ?? ''}"
    data-channel="${message.channel}"
  >
    ${new Html(isLink ? `<a class="message" href="#d${id}">` : `<button type="button" class="message" id="m${id}">`)}
    <span class="lanes" aria-hidden="true"
      ><span class="arrow is-${way} s${Math.min(a, b)} e${a === b ? a + 1 : Math.max(a, b)}"></span
    ></span>
    <span class="unseen">${nameOf(from)} to ${nameOf(to)}: </span>
    <span class="label at${Math.min(a, b)}"
      ><b>${method}</b> ${shortAddress(message)}${title !== undefined && markup` <i>${title}</i>`}</span
    >
    <span class="kind">${status === undefined ? 'failed' : kind}</span>
    <span class="status" title="${failure ?? ''}">${said}</span>
    <span class="ms">${duration(message)}</span>
    ${new Html(isLink ? '</a>' : '</button>')}
  </li>`;
}
