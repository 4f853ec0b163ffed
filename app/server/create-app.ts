import { join } from 'node:path';
import Router from '@koa/router';
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';
import { createVerifier } from '../api/access-token.ts';
import { createProofCheck } from '../api/dpop.ts';
import { createConsentCheck } from '../api/consent.ts';
import { createAgentTokens } from '../api/agent-tokens.ts';
import { createApi } from '../api/index.ts';
import type { ApiServices } from '../api/services.ts';
import { TokenHookCalls } from '../api/token-hook-calls.ts';
import { compressPages } from '../../shared/compress-pages.ts';
import { Assets } from '../../shared/assets.ts';
import { createClientSource } from '../auth/client.ts';
import type { OidcClient } from '../auth/client.ts';
import { whoIsSignedIn } from '../auth/guards.ts';
import { sessionMiddleware } from '../auth/session.ts';
import { TokenKeeper } from '../auth/token-keeper.ts';
import { TvSignIns } from '../auth/tv-sign-ins.ts';
import { Log } from '../log/log.ts';
import type { LogEntry } from '../log/log.ts';
import { isInspector, Ledger, recordIncoming } from '../../exchange/index.ts';
import type { Party } from '../../exchange/index.ts';
import { AgentOrders } from '../shop/agent-orders.ts';
import { Approvals } from '../auth/approvals.ts';
import { Catalogue } from '../shop/catalogue.ts';
import { Deliveries } from '../shop/deliveries.ts';
import { Orders } from '../shop/orders.ts';
import type { Config } from '../config/config.ts';
import type { DoctorReport } from '../site/doctor-report.ts';
import { EventFeed } from '../store/event-feed.ts';
import { createOutgoing } from '../outgoing/http.ts';
import { csrf } from '../middleware/csrf.ts';
import { createMcp } from '../mcp/index.ts';
import { errorPages } from '../middleware/errors.ts';
import { isApi, observeFor } from '../middleware/observe.ts';
import { requestId } from '../middleware/request-id.ts';
import { headersOfEveryAnswer, securityHeaders } from '../middleware/security-headers.ts';
import { traceForBrowser } from '../middleware/trace.ts';
import { addPages } from '../pages/index.ts';
import { refuseOldForms } from '../pages/old-addresses.ts';
import { isStage, stagePages } from '../pages/stage/routes.ts';
import { metrics } from '../site/metrics.ts';
import { restrictRedirects } from '../site/redirects.ts';
import { isPresenting } from '../site/presenter.ts';
import type { Presenter } from '../site/presenter.ts';
import type { Stage } from '../site/stage.ts';
import type { Services } from '../site/services.ts';
import { EndedAccess } from '../auth/ended-access.ts';
import { SigningKeys } from '../auth/signing-keys.ts';
import { inspector } from '../site/inspector.ts';
import { status } from '../site/status.ts';
import { openStore } from '../store/index.ts';
import { loadTheme, serveThemes } from '../theme/index.ts';
import type { Theme, ThemePreview } from '../theme/index.ts';
import { Views } from '../site/views.ts';
import { widgetAssets } from '../widget/assets.ts';
import { createEngineSource } from '../widget/engine.ts';

export interface AppOptions {
  /** Milliseconds since the epoch; the system's clock by default. */
  now?: () => number;
  /** Where encoded theme pictures are cached between starts; `.multidemo/themes` by default. */
  cacheDir?: string;
  /** Set while a theme is being edited: pages follow its changes. */
  preview?: ThemePreview;
  /** Checks the demo, for the Doctor admin page; without it that page says how to run `multidemo doctor`. */
  doctor?: () => Promise<DoctorReport>;
  /** What the presenter bar offers; only on the sandbox org. */
  presenter?: Presenter;
  /** Shows the presenter bar until someone hides it; by default only once someone asks for it. */
  presents?: boolean;
  /** Where messages are recorded, if others record there too. */
  ledger?: Ledger;
  /** Plays demo scripts, on the page /stage. */
  stage?: Stage;
  /** Gets the log entries; without it, nothing is logged. */
  log?: (entry: LogEntry) => void;
}

export interface App {
  /** The shop's theme. */
  theme: Theme;
  /** The app does not listen yet: use `app.listen(port)`, or `app.callback()` for your own server. */
  app: Koa;
  /** The sandbox org was restored to an earlier state: access that it ended after that is valid again. */
  orgCameBack(now: number): void;
  /** Closes the store. */
  close(): Promise<void>;
}

/**
 * Builds the shop: pages, API and theme, with its store opened and migrated.
 * @throws if the store cannot be opened or the theme cannot be loaded
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const { now = Date.now, cacheDir = join('.multidemo', 'themes') } = options;
  const { preview, doctor, presenter, presents = false, stage } = options;
  const log = new Log(options.log ?? (() => undefined), now);
  const { ledger = new Ledger() } = options;
  ledger.place(config.okta.baseUrl, 'org');
  ledger.place(config.appUrl, 'shop');
  const outgoing = createOutgoing(ledger, now);
  const themes = { appUrl: config.appUrl, cacheDir };
  const [store, theme] = await Promise.all([
    openStore(config, now),
    loadTheme({ ...themes, theme: config.theme }),
  ]);
  for (const message of theme.warnings) log.warning('theme', { message });
  await store.stock.fill(theme.name, theme.items);
  const keys = new SigningKeys(`${config.okta.issuer}/v1/keys`, outgoing, now);
  const events = new EventFeed(store.events, store.bell);
  const services: Services = {
    config,
    store,
    theme,
    ledger,
    outgoing,
    events,
    keys,
    orgKeys: new SigningKeys(`${config.okta.baseUrl}/oauth2/v1/keys`, outgoing, now),
    ended: new EndedAccess(now, store.bell),
    now,
    log,
    presents,
    ...(preview && { preview }),
    ...(doctor && { doctor }),
    ...(presenter && { presenter }),
    ...(stage && { stage }),
  };

  const client = createClientSource(services, config.okta.issuer);
  const catalogue = new Catalogue(services);
  const orders = new Orders(services, catalogue);
  const approvals = new Approvals(services);
  const api: ApiServices = {
    ...services,
    verify: createVerifier(services),
    proofs: createProofCheck(services),
    agentTokens: createAgentTokens(client, services),
    consents: createConsentCheck(services),
    keeper: new TokenKeeper(services, client),
    catalogue,
    orders,
    agentOrders: new AgentOrders(services, orders, approvals),
    deliveries: new Deliveries(services),
    tokenHook: new TokenHookCalls(),
  };

  const app = new Koa();
  restrictRedirects(app, config);
  app.silent = true; // errors are answered and logged in middleware/errors.ts
  app.use(requestId(services));
  const skips = (path: string): boolean => isInspector(path) || isStage(path);
  app.use(recordIncoming(ledger, { receiver: partOf, url: config.appUrl, now, skips }));
  app.use(headersOfEveryAnswer(config));
  const measured = await metrics(services);
  if (measured) app.use(measured);
  const operations = createApi(api);
  app.use(observeFor(stage, 'api'));
  app.use(operations);
  app.use(createMcp(api, operations));
  app.use(status(services));
  app.use(compressPages);
  app.use(observeFor(stage, 'pages'));
  app.use(serveThemes(theme, themes));
  if (preview) app.use(preview.serve);
  const tv = new TvSignIns(
    services,
    createClientSource(services, config.okta.issuer, { clientId: config.okta.tvClientId ?? '' }),
  );
  addSite(app, api, client, tv);
  const close = (): Promise<void> => {
    approvals.close();
    return store.close();
  };
  return { app, theme, orgCameBack: (at) => services.ended.forget(at), close };
}

/** The resource server, or the site. */
const partOf = (path: string): Party => (isApi(path) ? 'api' : 'shop');

/** What users see. The order matters: headers first, then the user, then the form token. */
function addSite(app: Koa, services: ApiServices, client: () => Promise<OidcClient>, tv: TvSignIns): void {
  const assets = new Assets('app', '/assets/');
  const views = new Views(services, assets);
  const { keeper, store, log } = services;
  const orgClient = createClientSource(services, services.config.okta.baseUrl);
  const router = new Router();
  addPages(router, { ...services, views, client, orgClient, tv, engine: createEngineSource(services) });

  app.use(assets.serve);
  app.use(widgetAssets());
  const { config, stage, presenter } = services;
  // A presenter opens one window for each purpose, and finds it again by its name.
  app.use(securityHeaders(config, (ctx) => stage?.view !== undefined || isPresenting(ctx, services)));
  const errors = errorPages(services, views);
  app.use(errors); // for errors of the store when it reads or saves the session
  app.use(stagePages({ config, stage, views, presenter }));
  app.use(sessionMiddleware(app, services));
  app.use(traceForBrowser);
  app.use(errors);
  app.use(async (ctx, next) => {
    const signedIn = await whoIsSignedIn(ctx, keeper);
    ctx.state['signedIn'] = signedIn;
    if (signedIn) {
      log.isOf(signedIn.person.id);
      await store.signIns.use(signedIn.grantKey);
    }
    await next();
  });
  app.use(inspector(services));
  app.use(bodyParser({ enableTypes: ['form', 'json'], formLimit: '64kb', jsonLimit: '64kb' }));
  app.use(refuseOldForms(router, services));
  app.use(csrf(services.config));
  app.use(router.routes());
}
