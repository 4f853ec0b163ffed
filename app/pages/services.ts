import type { ApiServices } from '../api/services.ts';
import type { OidcClient } from '../auth/client.ts';
import type { TvSignIns } from '../auth/tv-sign-ins.ts';
import type { Views } from '../site/views.ts';
import type { Engine } from '../widget/engine.ts';

/** Everything that a page can use. */
export interface PageServices extends ApiServices {
  views: Views;
  /** The shop's authorization server. */
  client: () => Promise<OidcClient>;
  /** The org authorization server, whose tokens give access to Okta's own APIs (OAuth for Okta). */
  orgClient: () => Promise<OidcClient>;
  /** Sign-ins on TVs. */
  tv: TvSignIns;
  /** Which sign-in pipeline the org has. */
  engine: () => Promise<Engine>;
}

/** The subset that one page uses, and therefore gets: `Uses<'views' | 'keeper'>`. */
export type Uses<Name extends keyof PageServices> = Pick<PageServices, Name>;
