import type { Catalogue } from '../shop/catalogue.ts';
import type { TokenKeeper } from '../auth/token-keeper.ts';
import type { Orders } from '../shop/orders.ts';
import type { Services } from '../site/services.ts';
import type { VerifyAccessToken } from './access-token.ts';
import type { ConsentCheck } from './consent.ts';

/** What the operations of the API are given; each names what it uses. */
export interface ApiServices extends Services {
  verify: VerifyAccessToken;
  /** Whether the person's consent still stands. */
  consents: ConsentCheck;
  keeper: TokenKeeper;
  catalogue: Catalogue;
  /** Every change of an order goes through here. */
  orders: Orders;
}
