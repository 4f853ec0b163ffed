import type { Difference } from '../compare.ts';
import { nameOf } from '../lanes.ts';
import { type Html, markup } from '../../shared/markup.ts';
import { shortAddress } from './row.ts';

const words = { same: 'same', changed: 'differs', added: 'new', missing: 'missing' } as const;

/** A flow compared with its previous run. */
export function comparison(differences: readonly Difference[] | undefined): Html {
  if (differences === undefined)
    return markup`<h2>Comparison</h2>
      <p>This flow ran only once. Run it again, for example as another user, to see the differences.</p>`;
  const count = differences.filter(({ kind }) => kind !== 'same').length;
  return markup`<h2>Compared with the previous run</h2>
    <p role="status">
      ${count === 0 ? 'No differences.' : `${count} of ${differences.length} messages differ.`}
    </p>
    <ol class="differences">
      ${differences.map(difference)}
    </ol>`;
}

const difference = ({ kind, message, notes }: Difference): Html =>
  markup`<li class="is-${kind}">
    <span class="change">${words[kind]}</span>
    <span
      >${nameOf(message.from)} to ${nameOf(message.to)}:
      <b>${message.method}</b> ${shortAddress(message)}</span
    >
    ${
      notes.length > 0 &&
      markup`<ul>
        ${notes.map((note) => markup`<li>${note}</li>`)}
      </ul>`
    }
  </li>`;
