import { NoAnswer, callApi, problemText } from './api.ts';
import type { ApiCall } from './traced-fetch.ts';
import { element, icon } from './dom.ts';
import { say } from './toast.ts';

export interface Product {
  itemId: string;
  title: string;
  description: string;
  count: number;
  price: number;
  image: string;
  target: 'PUBLIC' | 'PREMIUM';
}

export interface CardOptions {
  /** The theme's word for ordering. */
  action: string;
  currency: string;
  /** Words after the price. */
  note: string;
  /** Whether the card says how many are left. */
  showsStock: boolean;
  /** Called with every API call that the card makes. */
  onCall: (call: ApiCall) => void;
}

/** A product with its order button. While an order is in progress, the button shows it and is disabled. */
export function productCard(product: Product, options: CardOptions): HTMLLIElement {
  const stock = element('span', { class: 'card-stock' });
  const button = element('button', { type: 'button', class: 'btn btn-primary' }, options.action);
  const card = element(
    'li',
    { class: 'card-item', 'data-item': product.itemId },
    element('div', { class: 'card-picture' }, picture(product), ...badge(product)),
    element(
      'div',
      { class: 'card-text' },
      element('h2', {}, product.title),
      ...(product.description ? [element('p', { class: 'card-description' }, product.description)] : []),
      element(
        'p',
        { class: 'card-facts' },
        element('span', { class: 'card-price' }, ...price(product, options)),
        stock,
      ),
      button,
    ),
  );
  button.setAttribute('aria-label', `${options.action}: ${product.title}`);

  let left = product.count;
  const showStock = (): void => {
    stock.textContent = left === 0 ? 'Sold out' : options.showsStock ? `${left} left` : '';
    stock.classList.toggle('is-low', left > 0 && left <= 3);
    card.classList.toggle('is-sold-out', left === 0);
    if (left > 0) return;
    button.className = 'btn btn-quiet';
    button.textContent = 'Sold out';
    setBusy(button, true);
  };

  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    setBusy(button, true);
    button.replaceChildren(element('span', { class: 'spinner' }), 'Ordering …');
    void placeOrder(product, options).then((outcome) => {
      if (outcome === 'placed') left -= 1;
      if (outcome === 'sold out') left = 0;
      if (outcome === 'placed') {
        button.className = 'btn btn-done';
        button.replaceChildren(icon('check'), 'Ordered');
      }
      const rest = (): void => {
        button.className = 'btn btn-primary';
        button.textContent = options.action;
        setBusy(button, false);
        showStock();
      };
      showStock();
      // The result stays visible for a moment before the button is available again.
      if (outcome === 'placed' && left > 0) setTimeout(rest, 1600);
      else rest();
    });
  });
  showStock();
  return card;
}

function setBusy(button: HTMLButtonElement, busy: boolean): void {
  button.setAttribute('aria-disabled', String(busy));
}

async function placeOrder(
  { itemId, title }: Product,
  { onCall }: CardOptions,
): Promise<'placed' | 'sold out' | 'failed'> {
  try {
    const call = await callApi('POST', '/api/orders', { itemId });
    onCall(call);
    if (call.status === 201) {
      say(`Order placed: ${title}`);
      return 'placed';
    }
    if (call.status === 429) say(problemText(call));
    else say(call.status === 409 ? `${title} is sold out` : `The API rejected the order (${call.status})`);
    return call.status === 409 ? 'sold out' : 'failed';
  } catch (error) {
    say(error instanceof NoAnswer ? `${error.message} Nothing was ordered.` : 'The order failed.');
    return 'failed';
  }
}

function picture({ image, title }: Product): HTMLImageElement {
  return element('img', { src: image, alt: title, loading: 'lazy', width: '400', height: '300' });
}

function badge({ target }: Product): Node[] {
  return target === 'PREMIUM' ? [element('span', { class: 'card-badge' }, icon('star', 14), 'Premium')] : [];
}

/** 0 means that the item has no price. */
function price({ price: amount }: Product, { currency, note }: CardOptions): (Node | string)[] {
  if (amount === 0) return [];
  const shown = new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount);
  return note === '' ? [shown] : [`${shown} `, element('small', {}, note)];
}
