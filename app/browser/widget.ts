/** A page with the Sign-In Widget: shows it, and lists its calls to the org. */
import { showWireCalls } from './parts/wire-calls.ts';
import { sayWhy, startWidget } from './parts/sign-in-widget.ts';

showWireCalls();
const { widget, el } = startWidget();
widget.showSignInAndRedirect({ el }).catch(sayWhy);
