/**
 * Tally, the sample third-party app: authorization code with PKCE (RFC 7636) entirely in the browser, then the
 * shop's API across origins. A browser client has no secret, so the code verifier proves that the response
 * belongs to it.
 */
import { PkceFlow, Refused } from './parts/pkce-flow.ts';
import type { Tokens } from './parts/pkce-flow.ts';
import { element, required } from './parts/dom.ts';
import { authorizationOf } from './parts/proof-key.ts';
import { requestStrip } from './parts/request-strip.ts';
import { tracedFetch } from './parts/traced-fetch.ts';
import type { ApiCall } from './parts/traced-fetch.ts';

interface Order {
  id: string;
  productTitle: string;
  price: number;
  status: 'pending' | 'complete' | 'declined';
  userName: string;
  createdAt: string;
}

const statuses = { pending: 'waiting for approval', complete: 'approved', declined: 'declined' } as const;

const stage = required('stage', HTMLElement);
const strips = required('strips', HTMLElement);
const { issuer = '', shop = '', shopName = '', currency = 'USD' } = document.body.dataset;
const flow = new PkceFlow({ issuer, redirectUri: `${location.origin}/callback`, onCall: showCall });

function showCall(call: ApiCall): void {
  required('wire-part', HTMLElement).hidden = false;
  strips.append(requestStrip(call));
}

let screens = 0;
function show(...content: (Node | string)[]): void {
  screens += 1;
  stage.replaceChildren(...content);
}

function button(text: string, action: () => unknown, quiet = false): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', class: quiet ? 'tally-button is-quiet' : 'tally-button' },
    text,
  );
  made.addEventListener('click', () => void action());
  return made;
}

/** The first screen: asks for the client id and connects to the shop's user. */
function welcome(problem?: string): void {
  const input = element('input', {
    id: 'client',
    class: 'tally-input',
    value: flow.clientId,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: '0oa…',
    ...(problem && { 'aria-invalid': 'true', 'aria-describedby': 'client-problem' }),
  });
  const connect = (): void => {
    flow.clientId = input.value.trim();
    if (/^[\w.~-]{5,100}$/.test(flow.clientId)) void begin();
    else welcome('Enter the client ID from the developer portal.');
  };
  const form = element(
    'form',
    { class: 'tally-form' },
    element('label', { for: 'client' }, 'Client ID'),
    input,
    ...(problem ? [element('p', { id: 'client-problem', class: 'tally-problem' }, problem)] : []),
    element('button', { type: 'submit', class: 'tally-button' }, 'Connect to the shop'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    connect();
  });
  show(
    element('h1', {}, 'All your spending in one place'),
    element(
      'p',
      { class: 'tally-lead' },
      `Tally would like to see what you ordered at ${shopName}. Okta will ask you first.`,
    ),
    form,
  );
  if (problem) input.focus();
}

async function begin(prompt?: 'consent'): Promise<void> {
  try {
    await flow.begin('openid orders:read:user', prompt);
  } catch (error) {
    fail(error);
  }
}

/** Back from Okta: the code is exchanged, then the orders are read. */
async function finish(): Promise<void> {
  show(element('p', { class: 'tally-lead', role: 'status' }, 'Connecting …'));
  try {
    const tokens = await flow.finish(new URL(location.href).searchParams);
    // A code can be used only once, so a reload starts over.
    history.replaceState(null, '', '/');
    await readOrders(tokens);
  } catch (error) {
    history.replaceState(null, '', '/');
    fail(error);
  }
}

async function readOrders(tokens: Tokens): Promise<void> {
  const url = `${shop}/api/users/${encodeURIComponent(tokens.subject)}/orders`;
  const method = 'GET';
  const asked = screens;
  const authorization = await authorizationOf(tokens, { method, url });
  const call = await tracedFetch(method, url, { Accept: 'application/json', ...authorization }).catch(
    () => undefined,
  );
  // The user has disconnected in the meantime.
  if (asked !== screens) return;
  if (!call) {
    refusal(
      'The shop’s API did not let this page read its response',
      `Either it is not running, or it does not recognize ${location.origin} as the origin of a registered client (CORS): without permission, the browser does not give the page the response.`,
    );
    return;
  }
  showCall(call);
  if (call.status === 200) showOrders(JSON.parse(call.responseBody) as Order[], tokens);
  else if (call.status === 401) refusal('You no longer share your orders', detailOf(call));
  else refusal(`The API denied access (${call.status})`, detailOf(call));
}

function showOrders(orders: Order[], tokens: Tokens): void {
  const total = orders
    .filter(({ status }) => status !== 'declined')
    .reduce((sum, { price }) => sum + price, 0);
  const money = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
  const [first] = orders;
  const list = element(
    'ul',
    { class: 'tally-orders' },
    ...orders.map(({ productTitle, price, status, createdAt }) =>
      element(
        'li',
        {},
        element('b', {}, productTitle),
        element('span', {}, price === 0 ? 'free' : money.format(price)),
        element('small', {}, `${day.format(new Date(createdAt))} · ${statuses[status]}`),
      ),
    ),
  );
  show(
    element('h1', {}, `${orders.length} ${orders.length === 1 ? 'order' : 'orders'}, ${money.format(total)}`),
    element(
      'p',
      { class: 'tally-lead' },
      `Read from ${shopName} with your permission${first ? `, as ${first.userName}` : ''}.`,
    ),
    ...(orders.length > 0
      ? [list]
      : [
          element(
            'p',
            { class: 'tally-empty' },
            'You have not ordered anything yet. Place an order in the shop, then refresh.',
          ),
        ]),
    element(
      'p',
      { class: 'tally-actions' },
      button('Refresh', () => readOrders(tokens)),
      button('Disconnect', () => welcome(), true),
    ),
  );
}

function refusal(title: string, text: string): void {
  show(
    element('h1', {}, title),
    element('p', { class: 'tally-lead', role: 'alert' }, text),
    element(
      'p',
      { class: 'tally-actions' },
      button('Try again', () => begin()),
      button('Cancel', () => welcome(), true),
    ),
  );
}

function fail(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
  if (error.code === 'access_denied' && /denied the request/.test(error.message))
    refusal(
      'You did not allow it',
      'Okta returned access_denied: Tally got no code, no token and no orders. You can change your mind.',
    );
  else refusal('Okta denied the request', `${error.code}: ${error.message}`);
}

function detailOf({ status, responseBody }: ApiCall): string {
  try {
    return (JSON.parse(responseBody) as { detail?: string }).detail ?? `It responded with ${status}.`;
  } catch {
    return `It responded with ${status}.`;
  }
}

const { searchParams } = new URL(location.href);
const given = searchParams.get('client_id');
if (given !== null) {
  flow.clientId = given;
  flow.isBound = searchParams.get('token_type') === 'DPoP';
  history.replaceState(null, '', '/');
}
if (location.pathname === '/callback') void finish();
else welcome();
