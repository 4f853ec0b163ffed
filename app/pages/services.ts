import type { ApiServices } from '../api/services.ts';
import type { OidcClient } from '../auth/client.ts';
import type { Views } from '../site/views.ts';
import type { Engine } from '../widget/engine.ts';

/** Everything that a page can be given. */
export interface PageServices extends ApiServices {
  views: Views;
  /** The shop's authorization server. */
  client: () => Promise<OidcClient>;
  /** The org authorization server, whose tokens open Okta's own APIs (OAuth for Okta). */
  orgClient: () => Promise<OidcClient>;
  /** Which sign-in pipeline the org has. */
  engine: () => Promise<Engine>;
}

/** What one page uses of it, and so all it is handed: `Uses<'views' | 'keeper'>`. */
export type Uses<Name extends keyof PageServices> = Pick<PageServices, Name>;
