import * as oidc from 'openid-client';
import { z } from 'zod';
import { decodeToken } from '../auth/claims.ts';
import { createClientSource } from '../auth/client.ts';
import type { OidcClient } from '../auth/client.ts';
import { expiryOf } from '../auth/token-keeper.ts';
import type { FulfilmentConfig } from '../config/config.ts';
import { fulfilmentAudience, fulfilmentScope } from '../fulfilment/audience.ts';
import type { Services } from '../site/services.ts';
import type { Order } from '../store/orders.ts';

/** The claims of a token and of the one that it was exchanged for, as help on the Orders page shows them. */
export interface Exchange {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

type DeliveryServices = Pick<Services, 'config' | 'outgoing' | 'store' | 'now' | 'log'>;

interface Waiting {
  order: Order;
  token: string;
}

const planned = z.object({ deliveryDate: z.iso.date() });
/** Orders beyond that many wait until their buyer looks at them. */
const mostWaiting = 100;
const mostRemembered = 500;
/** A token is exchanged again when less than that is left of it. Milliseconds. */
const exchangeBefore = 60_000;
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';

/**
 * Asks the fulfilment service when an order will be delivered, on behalf of the person who ordered: the token that came with the order
 * is exchanged for one for that service (RFC 8693). After the order is placed and answered, one at a time, so that no order waits for
 * it, and none is lost if it fails.
 * https://developer.okta.com/docs/guides/set-up-token-exchange/main/
 */
export class Deliveries {
  readonly #services: DeliveryServices;
  readonly #service: FulfilmentConfig | undefined;
  readonly #client: () => Promise<OidcClient>;
  readonly #waiting: Waiting[] = [];
  #isWorking = false;
  /** Exchanged tokens, by the token that they were exchanged for. */
  readonly #exchanged = new Map<string, { token: string; expiresAt: number }>();
  /** The last exchange of each person. */
  readonly #last = new Map<string, Exchange>();

  constructor(services: DeliveryServices) {
    this.#services = services;
    this.#service = services.config.okta.fulfilment;
    this.#client = createClientSource(services, this.#service?.issuer ?? '', this.#service);
  }

  /** Asks for the order's delivery date in the background. */
  plan(order: Order, token: string): void {
    const isKnown = this.#waiting.some((other) => other.order.id === order.id);
    if (this.#service?.url === undefined || order.delivery_date !== null || isKnown) return;
    if (this.#waiting.length >= mostWaiting) return;
    this.#waiting.push({ order, token });
    void this.#work();
  }

  /** What this person's token was last exchanged for. */
  lastExchange(userId: string): Exchange | undefined {
    return this.#last.get(userId);
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      await this.#ask(next).catch((error: unknown) => {
        this.#services.log.warning('no delivery date', { message: String(error) });
      });
      this.#waiting.shift();
    }
    this.#isWorking = false;
  }

  async #ask({ order, token }: Waiting): Promise<void> {
    const { outgoing, store } = this.#services;
    const exchanged = await this.#exchange(order.user_id, token);
    const answer = await outgoing(`${this.#service?.url ?? ''}/deliveries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${exchanged}`, 'content-type': 'application/json' },
      body: JSON.stringify({ orderId: order.id }),
      timeout: 3000,
    });
    const body = await answer.text();
    if (answer.status !== 201) throw new Error(`The fulfilment service responded with ${answer.status}.`);
    await store.orders.setDelivery(order.id, planned.parse(JSON.parse(body)).deliveryDate);
  }

  async #exchange(userId: string, token: string): Promise<string> {
    const { now } = this.#services;
    const known = this.#exchanged.get(token);
    if (known && known.expiresAt - now() > exchangeBefore) return known.token;
    const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
    const answer = await oidc.genericGrantRequest(await this.#client(), grant, {
      subject_token: token,
      subject_token_type: accessToken,
      audience: fulfilmentAudience,
      scope: fulfilmentScope,
    });
    const expiresAt = expiryOf(answer, now());
    remember(this.#exchanged, token, { token: answer.access_token, expiresAt });
    const [before, after] = [token, answer.access_token].map((one) => decodeToken(one)?.payload);
    if (before && after) remember(this.#last, userId, { before, after });
    return answer.access_token;
  }
}

/** Adds an entry; the oldest one goes if there are too many. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > mostRemembered) map.delete(map.keys().next().value ?? key);
}
