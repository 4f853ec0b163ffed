/**
 * The org's sign-in page: starts Okta's widget with the options of the server, in light or dark, and fills in a
 * name.
 */
import { reload } from '../../shared/reload.ts';
import { keepLogoHeading } from '../../shared/widget-logo.ts';
import { darkTokens } from './parts/dark-tokens.ts';

interface Success {
  readonly status: string;
  readonly session?: { readonly token: string };
}

interface SignInWidget {
  renderEl(
    where: { el: string },
    success: (answer: Success) => void,
    failure: (error: unknown) => void,
  ): Promise<unknown>;
  on(event: 'ready' | 'afterRender', listener: () => void): void;
}

/** The widget's script defines it; it is loaded as it is, from the npm package. */
declare const OktaSignIn: new (options: unknown) => SignInWidget;

interface Options {
  readonly customButtons?: readonly { readonly href: string }[];
  readonly [name: string]: unknown;
}

const place = document.getElementById('okta-login-container');
if (place) start(place);

function start(container: HTMLElement): void {
  const { options = '{}', engine, next, dark } = container.dataset;
  const given = JSON.parse(options) as Options;
  const darkness = matchMedia('(prefers-color-scheme: dark)');
  const isDark = engine === 'idx' && darkness.matches;
  container.classList.toggle('is-dark', isDark);
  const buttons = given.customButtons?.map(({ href, ...button }) => ({
    ...button,
    click: () => location.assign(href),
  }));
  const widget = new OktaSignIn({
    ...given,
    ...(isDark && { brandColors: undefined, theme: { tokens: darkTokens(dark ?? '#8ea0ff') } }),
    ...(buttons && { customButtons: buttons }),
  });
  widget.on('ready', () => {
    delete container.dataset['loading'];
    container.querySelector('.widget-wait')?.remove();
  });
  widget.on('afterRender', () => keepLogoHeading(container));
  // The widget reads the color scheme when it starts; the page around it follows every change. Restarting the widget would lose
  // what was typed, such as a password, so it keeps its colors until the form is sent.
  const startAgain = (): void => {
    if (engine === 'idx' && darkness.matches !== isDark && !isFilledIn(container)) reload();
  };
  darkness.addEventListener('change', startAgain);
  widget.on('afterRender', startAgain);
  // On the Identity Engine the org itself says where to continue.
  const leave = ({ session }: Success): void => {
    if (session && next !== undefined)
      location.assign(
        `${next}${next.includes('?') ? '&' : '?'}sessionToken=${encodeURIComponent(session.token)}`,
      );
  };
  const sayWhy = (error: unknown): void => {
    const problem = document.createElement('p');
    problem.className = 'alert';
    problem.setAttribute('role', 'alert');
    problem.textContent = error instanceof Error ? error.message : String(error);
    container.prepend(problem);
  };
  widget.renderEl({ el: `#${container.id}` }, leave, sayWhy).catch(() => undefined);
}

/** Whether a field contains input that has not been sent. */
const isFilledIn = (container: HTMLElement): boolean =>
  [...container.querySelectorAll<HTMLInputElement>('input, textarea')].some(
    (field) =>
      !/checkbox|radio|submit|button/.test(field.type) && field.value !== '' && field.checkVisibility(),
  );

// After Back the page is in its last state, with a widget that waits forever: the org knows how to continue.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

/** The field for the name, once the widget shows it; a later step is left for it. */
function nameField(): Promise<HTMLInputElement> {
  const name = place?.dataset['engine'] === 'idx' ? 'identifier' : 'username';
  const find = () => document.querySelector<HTMLInputElement>(`input[name=${name}]`);
  if (find() === null) document.querySelector<HTMLElement>('[data-se=cancel]')?.click();
  return new Promise((resolve) => {
    const look = (): boolean => {
      const field = find();
      if (field) resolve(field);
      return field !== null;
    };
    if (look()) return;
    const observer = new MutationObserver(() => {
      if (look()) observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

/** Sets the value as if it was typed: the widget reacts only to the event. */
function type(field: HTMLInputElement, value: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

const people = document.querySelector<HTMLDetailsElement>('details.people');
for (const button of people?.querySelectorAll<HTMLButtonElement>('[data-login]') ?? []) {
  button.addEventListener('click', () => {
    people?.removeAttribute('open');
    void nameField().then((field) => {
      type(field, button.dataset['login'] ?? '');
      const form = field.form;
      (form?.querySelector<HTMLElement>('input[type=password]') ?? field).focus();
    });
  });
}
people?.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  people.removeAttribute('open');
  people.querySelector('summary')?.focus();
});
