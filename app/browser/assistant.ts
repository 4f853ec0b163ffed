/** The assistant's page: shows the user's message immediately, and that the response may need the user's phone. */
import { goTo, isBeingLeft } from '../../shared/reload.ts';
import { element, required } from './parts/dom.ts';

/** Milliseconds after which an answer takes so long that the shop may be asking the person. */
const slow = 2500;

const form = document.querySelector<HTMLFormElement>('#ask');
form?.addEventListener('submit', (event) => {
  event.preventDefault();
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : undefined;
  const field = required('sentence', HTMLInputElement);
  // Read before the fields are disabled.
  const texts = [...new FormData(form)].filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  const sent = new URLSearchParams(texts);
  if (button?.name) sent.set(button.name, button.value);
  if (!sent.has('example')) field.value = '';
  void ask(form, sent);
});

/** Sends the sentence, and shows the conversation that comes back; without scripts the form does the same. */
async function ask(asked: HTMLFormElement, sent: URLSearchParams): Promise<void> {
  const answer = element('p', { class: 'answer is-waiting', role: 'status' }, 'Working …');
  const sentence = element('p', { class: 'sentence' }, sent.get('example') ?? sent.get('sentence') ?? '');
  const turn = element('li', { class: 'turn' }, element('div', { class: 'said' }, sentence, answer));
  required('talk', HTMLElement).append(turn);
  turn.scrollIntoView({ block: 'center' });
  const waiting = setTimeout(() => {
    answer.textContent = asked.dataset['waiting'] ?? '';
  }, slow);
  setDisabled(asked, true);
  try {
    const response = await fetch(asked.action, { method: 'POST', body: sent });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const talk = page.getElementById('talk');
    if (!response.ok || talk === null) goTo('/');
    else required('talk', HTMLElement).replaceWith(talk);
    document.getElementById('last')?.scrollIntoView({ block: 'center' });
  } catch {
    // The browser cancels the requests of a page that is being left.
    if (isBeingLeft()) return;
    answer.textContent = 'The assistant is not responding. Please try again.';
    required('sentence', HTMLInputElement).value = sent.get('sentence') ?? '';
  } finally {
    clearTimeout(waiting);
    setDisabled(asked, false);
    // If the user has moved the focus elsewhere, it stays there.
    const { activeElement } = document;
    if (activeElement === document.body || asked.contains(activeElement))
      required('sentence', HTMLInputElement).focus({ preventScroll: true });
  }
}

function setDisabled({ elements }: HTMLFormElement, isDisabled: boolean): void {
  for (const one of elements) one.toggleAttribute('disabled', isDisabled);
}
