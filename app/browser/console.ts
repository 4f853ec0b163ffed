/**
 * The test console of a machine client. The shop requests the token, since the secret must not be in a page;
 * this script calls the API with it.
 */
import type { ApiCall } from './parts/traced-fetch.ts';
import { element, required } from './parts/dom.ts';
import { authorizationOf, ProofKey } from './parts/proof-key.ts';
import { requestStrip } from './parts/request-strip.ts';
import { tracedFetch } from './parts/traced-fetch.ts';

const { client = '', csrf = '', tokenEndpoint } = document.getElementById('console')?.dataset ?? {};
/** For a client whose tokens are bound to a key: the key stays in this page, and the shop passes its proofs on. */
const key = tokenEndpoint === undefined ? undefined : await ProofKey.make();
const scope = required('scope', HTMLInputElement);
const operation = required('operation', HTMLSelectElement);
let accessToken: string | undefined;

function said(place: string, text: string, refusal: boolean): void {
  const box = element('p', { class: `step-said${refusal ? ' is-refusal' : ''}` }, text);
  document.getElementById(place)?.replaceChildren(box);
}

/** Runs a step when its form is submitted; in the meantime the button shows progress and is disabled. */
function onSubmit(id: string, step: () => Promise<void>): HTMLButtonElement {
  const form = required(id, HTMLFormElement);
  const button = required(`${id}-button`, HTMLButtonElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.setAttribute('aria-busy', 'true');
    button.disabled = true;
    void step().finally(() => {
      button.removeAttribute('aria-busy');
      button.disabled = false;
    });
  });
  return button;
}

async function getToken(nonce?: string): Promise<void> {
  const proof = await key?.proof({ method: 'POST', url: tokenEndpoint ?? '', nonce });
  const response = await fetch(`/developer/clients/${client}/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRF-Token': csrf },
    body: JSON.stringify({ scope: scope.value, ...(proof !== undefined && { proof }) }),
  }).catch(() => undefined);
  if (!response?.ok) {
    const problem = (await response?.json().catch(() => undefined)) as { detail?: string } | undefined;
    said('token-result', problem?.detail ?? 'The shop is not responding. Check that it is running.', true);
    return;
  }
  const call = (await response.json()) as ApiCall;
  const strips = document.getElementById('token-strips');
  if (nonce === undefined) strips?.replaceChildren();
  strips?.append(requestStrip(call));
  const answer = parse(call.responseBody);
  const wanted = call.responseHeaders['dpop-nonce'];
  if (answer['error'] === 'use_dpop_nonce' && nonce === undefined && wanted !== undefined)
    return getToken(wanted);
  accessToken = call.status === 200 ? answer['access_token'] : undefined;
  callButton.disabled = accessToken === undefined;
  if (accessToken === undefined)
    said('token-result', `${answer['error'] ?? call.status}: ${answer['error_description'] ?? ''}`, true);
  else
    said(
      'token-result',
      `A token with scope ${answer['scope']}, valid for ${answer['expires_in']} seconds.`,
      false,
    );
}

async function callApi(): Promise<void> {
  const [method, url] = ['GET', operation.value];
  const authorization = await authorizationOf({ accessToken: accessToken ?? '', key }, { method, url });
  const call = await tracedFetch(method, url, { Accept: 'application/json', ...authorization }).catch(
    () => undefined,
  );
  if (!call) {
    said('api-result', 'The API is not responding. Check that the shop is running.', true);
    return;
  }
  document.getElementById('api-strips')?.replaceChildren(requestStrip(call));
  if (call.status === 200)
    said('api-result', `${(JSON.parse(call.responseBody) as unknown[]).length} returned.`, false);
  else said('api-result', parse(call.responseBody)['detail'] ?? `It responded with ${call.status}.`, true);
}

function parse(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}

onSubmit('get-token', () => getToken());
const callButton = onSubmit('call-api', callApi);
