/** The apps page: gets the user's Okta dashboard tiles from the shop. */
import { reload } from '../../shared/reload.ts';
import { element } from './parts/dom.ts';
import { madeCallStrip } from './parts/request-strip.ts';
import type { MadeCall } from './parts/request-strip.ts';
import { stateBox } from './parts/state-box.ts';

interface AppLink {
  id: string;
  label: string;
  href: string;
  logo?: string;
}

interface Answer {
  links: AppLink[];
  failure?: { title: string; text: string };
  calls: MadeCall[];
}

const place = document.getElementById('apps');
const strips = document.getElementById('strips');
const count = document.getElementById('count');

function tile({ label, href, logo }: AppLink): HTMLLIElement {
  const initial = element('span', { class: 'chiclet-initial', 'aria-hidden': 'true' }, label.slice(0, 1));
  const picture =
    logo === undefined ? initial : element('img', { src: logo, alt: '', width: '64', height: '64' });
  // If the picture cannot be loaded, the letter stays.
  picture.addEventListener('error', () => picture.replaceWith(initial));
  return element(
    'li',
    { class: 'chiclet' },
    element('a', { href, target: '_blank', rel: 'noopener' }, picture, element('b', {}, label)),
  );
}

async function load(): Promise<void> {
  const response = await fetch('/apps/links', { headers: { accept: 'application/json' } }).catch(
    () => undefined,
  );
  if (response?.status === 401) {
    reload();
    return;
  }
  const answer = response && ((await response.json().catch(() => undefined)) as Answer | undefined);
  strips?.replaceChildren(...(answer?.calls ?? []).map(madeCallStrip));
  if (!answer || answer.failure) {
    showFailure(
      answer?.failure ?? { title: 'The shop is not responding', text: 'Check that it is running.' },
    );
    return;
  }
  const { links } = answer;
  if (count) count.textContent = links.length === 1 ? '1 app' : `${links.length} apps`;
  place?.replaceChildren(
    links.length > 0
      ? element('ul', { class: 'chiclets', 'aria-label': 'Apps' }, ...links.map(tile))
      : stateBox('No apps yet', 'No apps are assigned to you in Okta, or they are all hidden.'),
  );
}

function showFailure({ title, text }: { title: string; text: string }): void {
  if (count) count.textContent = '';
  const again = element('button', { type: 'button', class: 'btn btn-primary' }, 'Try again');
  again.addEventListener('click', () => {
    again.disabled = true;
    void load();
  });
  place?.replaceChildren(stateBox(title, text, again));
}

void load();
