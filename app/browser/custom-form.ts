/**
 * The shop's own sign-in form with auth-js: renders whatever the Identity Engine asks next. The interaction
 * code goes to the server, which exchanges it.
 */
import { OktaAuth } from '@okta/okta-auth-js/idx';
import type { IdxTransaction } from '@okta/okta-auth-js';
import { formPlace } from './parts/form-place.ts';
import { asFields, otherSteps, titleOf } from './parts/idx-steps.ts';
import { showWireCalls } from './parts/wire-calls.ts';

interface Settings {
  issuer: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state: string;
  nonce: string;
  codeChallenge: string;
  codeChallengeMethod: string;
}

const place = formPlace();
const { nonce, ...settings } = place.settings as Settings;
const okta = new OktaAuth({ ...settings, pkce: true });
let polling: ReturnType<typeof setTimeout> | undefined;

showWireCalls();
void step(() => okta.idx.start({ nonce, exchangeCodeForTokens: false }));

/** Performs one step and renders the org's response; if the step fails, the form keeps its input. */
async function step(take: () => Promise<IdxTransaction>): Promise<void> {
  clearTimeout(polling);
  place.working(true);
  try {
    show(await take());
  } catch (error) {
    place.failed(error instanceof Error ? error.message : 'Okta is not responding.');
  } finally {
    place.working(false);
  }
}

const proceed = (name: string, values: Record<string, unknown>): Promise<void> =>
  step(() => okta.idx.proceed({ ...values, step: name, exchangeCodeForTokens: false }));

function show(transaction: IdxTransaction): void {
  const { interactionCode, neededToProceed, messages = [] } = transaction;
  if (interactionCode !== undefined) {
    const code = new URLSearchParams({ interaction_code: interactionCode, state: settings.state });
    location.assign(`${settings.redirectUri}?${code.toString()}`);
    return;
  }
  const said = messages.map(({ message, class: kind }) => ({ text: message, failed: kind === 'ERROR' }));
  const [next] = neededToProceed;
  if (!next) {
    place.ended(said);
    return;
  }
  if (next.name === 'redirect-idp' && next.href !== undefined && neededToProceed.length === 1) {
    location.assign(next.href);
    return;
  }
  place.draw({
    title: titleOf(next.name),
    said,
    fields: asFields(next),
    onSubmit: (values) => proceed(next.name, values),
    links: [
      ...otherSteps(neededToProceed.slice(1)).map(({ name, label, href }) => ({
        label,
        go: () => (href === undefined ? proceed(name, {}) : location.assign(href)),
      })),
      ...recovery(transaction),
    ],
  });
  if (next.refresh !== undefined) polling = setTimeout(() => void proceed(next.name, {}), next.refresh);
}

/** "Forgot your password?" is an action of the authenticator, not a separate step. */
function recovery({ actions }: IdxTransaction): { label: string; go: () => Promise<void> }[] {
  const name = 'currentAuthenticator-recover';
  if (!(name in actions)) return [];
  return [
    {
      label: 'Forgot your password?',
      go: () => step(() => okta.idx.proceed({ actions: [name], exchangeCodeForTokens: false })),
    },
  ];
}
