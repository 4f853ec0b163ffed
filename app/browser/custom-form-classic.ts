/**
 * The same form for a Classic org: auth-js uses the Authentication API, and a redirect exchanges the resulting
 * session token for a code.
 */
import { OktaAuth } from '@okta/okta-auth-js/authn';
import type { AuthnTransaction } from '@okta/okta-auth-js';
import { formPlace } from './parts/form-place.ts';
import type { Said } from './parts/form-place.ts';
import type { Field } from './parts/idx-steps.ts';
import { showWireCalls } from './parts/wire-calls.ts';

interface Settings {
  issuer: string;
  clientId: string;
  /** This attempt's authorization request, prepared by the server; only the session token is missing. */
  authorizeUrl: string;
}

const place = formPlace();
const settings = place.settings as Settings;
const okta = new OktaAuth({ issuer: settings.issuer, clientId: settings.clientId });

showWireCalls();
askPassword([]);

function text(name: string, label: string, kind: 'text' | 'password', autocomplete: string): Field {
  return { name, label, kind, autocomplete, required: true, value: '', problem: undefined, choices: [] };
}

function askPassword(said: Said[]): void {
  place.draw({
    title: 'Sign in',
    said,
    fields: [
      text('username', 'User name', 'text', 'username'),
      text('password', 'Password', 'password', 'current-password'),
    ],
    onSubmit: (values) =>
      step(
        () => okta.signInWithCredentials(values as { username: string; password: string }),
        (failed) => askPassword(failed),
      ),
    links: [{ label: 'Forgot your password?', go: () => location.assign('/login/recovery') }],
  });
}

async function step(take: () => Promise<AuthnTransaction>, again: (said: Said[]) => void): Promise<void> {
  place.working(true);
  try {
    show(await take());
  } catch (error) {
    again([{ text: error instanceof Error ? error.message : 'Okta is not responding.', failed: true }]);
  } finally {
    place.working(false);
  }
}

/** https://developer.okta.com/docs/reference/api/authn/#transaction-state */
function show(transaction: AuthnTransaction): void {
  const { status, sessionToken } = transaction;
  if (status === 'SUCCESS' && sessionToken !== undefined) {
    const url = new URL(settings.authorizeUrl);
    url.searchParams.set('sessionToken', sessionToken);
    location.assign(url);
  } else if (status === 'MFA_REQUIRED') chooseFactor(transaction);
  else if (status === 'MFA_CHALLENGE') askCode(transaction, []);
  else
    place.ended([{ text: `Okta requires a step that this form does not support: ${status}.`, failed: true }]);
}

interface Factor {
  factorType: string;
  provider: string;
  verify: () => Promise<AuthnTransaction>;
}

async function verify(factor: Factor | undefined): Promise<AuthnTransaction> {
  if (!factor) throw new Error('Choose a factor.');
  return factor.verify();
}

function chooseFactor(transaction: AuthnTransaction): void {
  const factors = (transaction.factors ?? []) as Factor[];
  const choices = factors.map(({ factorType, provider }, at) => ({
    label: `${factorType} (${provider})`,
    value: at,
  }));
  place.draw({
    title: 'Choose how to verify',
    said: [],
    fields: [{ ...text('factor', 'Factor', 'text', 'off'), kind: 'choice', choices }],
    onSubmit: ({ factor }) =>
      step(
        () => verify(factors[Number(factor)]),
        (said) => place.ended(said),
      ),
    links: [],
  });
}

function askCode(transaction: AuthnTransaction, said: Said[]): void {
  place.draw({
    title: 'Enter the code',
    said,
    fields: [text('passCode', 'Code', 'text', 'one-time-code')],
    onSubmit: ({ passCode }) =>
      step(
        () => transaction.verify?.({ passCode }) as Promise<AuthnTransaction>,
        (failed) => askCode(transaction, failed),
      ),
    links: [],
  });
}
