/** The implicit flow: the widget gets the tokens in this page, and the page sends them to the shop. */
import { showWireCalls } from './parts/wire-calls.ts';
import { sayWhy, startWidget } from './parts/sign-in-widget.ts';

showWireCalls();
const { widget, el, place, options } = startWidget();
widget
  .showSignInToGetTokens({ el })
  .then(({ idToken, accessToken }) =>
    handOver({
      state: options.state,
      idToken: idToken?.idToken ?? '',
      accessToken: accessToken?.accessToken ?? '',
    }),
  )
  .catch(sayWhy);

async function handOver(tokens: Record<string, string>): Promise<void> {
  const response = await fetch('/implicit/callback', {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-csrf-token': place.dataset['csrf'] ?? '',
    },
    body: JSON.stringify(tokens),
  });
  const answer = (await response.json()) as { continue?: string; title?: string; detail?: string };
  if (answer.continue === undefined) throw new Error(`${answer.title ?? ''}: ${answer.detail ?? ''}`);
  location.assign(answer.continue);
}
