/** The products page: fetches the products from the API with the Bearer token and places orders. */
import { goTo } from '../../shared/reload.ts';
import { NoAnswer, callApi, problemText } from './parts/api.ts';
import type { ApiCall } from './parts/traced-fetch.ts';
import { element } from './parts/dom.ts';
import { productCard } from './parts/product-card.ts';
import type { Product } from './parts/product-card.ts';
import { requestStrip } from './parts/request-strip.ts';
import { stateBox } from './parts/state-box.ts';

const place = document.getElementById('products');
const strips = document.getElementById('strips');
const count = document.getElementById('count');

/** The newest call is at the top; the list stays short, since the lesson is the call, not the history. */
function showStrip(call: ApiCall): void {
  strips?.prepend(requestStrip(call));
  while ((strips?.childElementCount ?? 0) > 3) strips?.lastElementChild?.remove();
}

const isPremium = ({ target }: Product): boolean => target === 'PREMIUM';

async function load(): Promise<void> {
  if (!place) return;
  const { action = 'Order', currency = 'USD', items = 'items', note = '' } = place.dataset;
  const showsStock = place.dataset['noStock'] === undefined;
  try {
    const call = await callApi('GET', '/api/products');
    showStrip(call);
    if (call.status !== 200) {
      showFailure('The API denied access', problemText(call));
      return;
    }
    const products = JSON.parse(call.responseBody) as Product[];
    if (count) count.textContent = `${products.length} ${items}`;
    if (products.length === 0) {
      place.replaceChildren(
        stateBox(`No ${items} yet`, 'This theme has none. Add some to its data.json and restart the shop.'),
      );
      return;
    }
    // Premium products come first: the audience should see what one claim changes.
    const sorted = products.toSorted((one, other) => Number(isPremium(other)) - Number(isPremium(one)));
    const cards = sorted.map((product) =>
      productCard(product, { action, currency, note, showsStock, onCall: showStrip }),
    );
    place.replaceChildren(element('ul', { class: 'cards' }, ...cards));
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    if (error.signedOut) goTo(`/login/okta?return=${encodeURIComponent(location.pathname)}`);
    else showFailure('No response', `${error.message} Check that it is running, then try again.`);
  }
}

function showFailure(title: string, text: string): void {
  if (count) count.textContent = '';
  const again = element('button', { type: 'button', class: 'btn btn-primary' }, 'Try again');
  again.addEventListener('click', () => {
    again.disabled = true;
    void load();
  });
  place?.replaceChildren(stateBox(title, text, again));
}

void load();
