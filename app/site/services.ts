import type { Config } from '../config/config.ts';
import type { DoctorReport } from './doctor-report.ts';
import type { EventFeed } from '../store/event-feed.ts';
import type { Ledger } from '../../exchange/index.ts';
import type { Log } from '../log/log.ts';
import type { OutgoingFetch } from '../outgoing/http.ts';
import type { Presenter } from './presenter.ts';
import type { Stage } from './stage.ts';
import type { EndedAccess } from '../auth/ended-access.ts';
import type { SigningKeys } from '../auth/signing-keys.ts';
import type { Store } from '../store/index.ts';
import type { Theme, ThemePreview } from '../theme/index.ts';

/** Shared by all parts of the application. Built once by createApp. */
export interface Services {
  config: Config;
  store: Store;
  theme: Theme;
  /** Set while the theme is being edited. */
  preview?: ThemePreview;
  /** What the presenter bar offers; only on the sandbox org. */
  presenter?: Presenter;
  /** The presenter bar is there before anyone has asked for it by its key. */
  presents: boolean;
  /** Plays demo scripts; absent if the shop was not started by something that can. */
  stage?: Stage;
  /** Checks the demo; absent if the shop was not started by something that can. */
  doctor?: () => Promise<DoctorReport>;
  /** What went over the wire. */
  ledger: Ledger;
  outgoing: OutgoingFetch;
  /** The org's events as they arrive. */
  events: EventFeed;
  /** The issuer's published keys. */
  keys: SigningKeys;
  /** The keys of the org itself, which signs requests to the shop. */
  orgKeys: SigningKeys;
  /** Whose access the org has ended. */
  ended: EndedAccess;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: Log;
}
