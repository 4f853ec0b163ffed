import { element, icon } from './dom.ts';

export interface WidgetTokens {
  idToken?: { idToken: string };
  accessToken?: { accessToken: string };
}

/** What the pages use of the widget. https://github.com/okta/okta-signin-widget#api-reference */
export interface SignInWidget {
  showSignInAndRedirect(where: { el: string }): Promise<void>;
  showSignInToGetTokens(where: { el: string }): Promise<WidgetTokens>;
  on(event: 'ready' | 'afterRender', listener: () => void): void;
  /** The auth-js inside, with the options that all its calls begin with. */
  readonly authClient: { readonly options: { readonly idx?: { exchangeCodeForTokens?: boolean } } };
}

/** The widget's script defines it; it is loaded as it is, from the npm package. */
declare const OktaSignIn: new (options: unknown) => SignInWidget;

const id = 'sign-in-widget';

/** Makes the widget from the options that the server wrote into the page. */
export function startWidget() {
  const place = document.getElementById(id);
  if (!place) throw new Error('This page has no place for the widget.');
  const options = JSON.parse(place.dataset['options'] ?? '{}') as { state: string };
  const widget = new OktaSignIn(options);
  // Only the server can redeem the code. Gen3 7.49 says so to auth-js in every call but those that poll.
  const { idx } = widget.authClient.options;
  if (idx) idx.exchangeCodeForTokens = false;
  widget.on('ready', () => delete place.dataset['loading']);
  return { widget, place, options, el: `#${id}` };
}

/** What the widget could not show itself: an option it refuses, an org that does not answer. */
export function sayWhy(error: unknown): void {
  const place = document.getElementById('sign-in-failure');
  if (!place) return;
  const text = error instanceof Error ? error.message : String(error);
  place.replaceChildren(
    element(
      'div',
      { class: 'notice notice-failed', role: 'alert' },
      icon('warning'),
      element('span', {}, text),
    ),
  );
}
