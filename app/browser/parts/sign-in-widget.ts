import { keepLogoHeading } from '../../../shared/widget-logo.ts';
import { element, icon } from './dom.ts';

interface WidgetTokens {
  idToken?: { idToken: string };
  accessToken?: { accessToken: string };
}

/** The parts of the widget that the pages use. https://github.com/okta/okta-signin-widget#api-reference */
interface SignInWidget {
  showSignInAndRedirect(where: { el: string }): Promise<void>;
  showSignInToGetTokens(where: { el: string }): Promise<WidgetTokens>;
  on(event: 'ready' | 'afterRender', listener: () => void): void;
  /** The widget's auth-js instance, with the options for all its calls. */
  readonly authClient: { readonly options: { readonly idx?: { exchangeCodeForTokens?: boolean } } };
}

/** Defined by the widget's script, which is loaded unmodified from the npm package. */
declare const OktaSignIn: new (options: unknown) => SignInWidget;

const id = 'sign-in-widget';

/** Creates the widget from the options that the server wrote into the page. */
export function startWidget() {
  const place = document.getElementById(id);
  if (!place) throw new Error('This page has no place for the widget.');
  const options = JSON.parse(place.dataset['options'] ?? '{}') as { state: string };
  const widget = new OktaSignIn(options);
  // Only the server can redeem the code. Gen3 7.49 tells auth-js so in every call except polling.
  const { idx } = widget.authClient.options;
  if (idx) idx.exchangeCodeForTokens = false;
  widget.on('ready', () => delete place.dataset['loading']);
  widget.on('afterRender', () => keepLogoHeading(place));
  return { widget, place, options, el: `#${id}` };
}

/** Errors that the widget cannot show itself: an invalid option, an org that does not respond. */
export function sayWhy(error: unknown): void {
  const place = document.getElementById('sign-in-failure');
  if (!place) return;
  delete document.getElementById(id)?.dataset['loading'];
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
