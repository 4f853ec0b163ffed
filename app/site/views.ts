import { join } from 'node:path';
import nunjucks from 'nunjucks';
import type { Context } from 'koa';
import type { Assets } from '../../shared/assets.ts';
import { offeredGroups } from '../auth/entries.ts';
import type { SignedIn } from '../auth/guards.ts';
import { randomKey, sessionOf } from '../auth/session.ts';
import { decodeToken } from '../auth/claims.ts';
import { addFilters } from './view-filters.ts';
import { consoleLinks, usualLabel } from './console-links.ts';
import { renderHelp } from './help.ts';
import { navigation } from './navigation.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { isPresenting } from './presenter.ts';
import type { Services } from './services.ts';

type ViewServices = Pick<
  Services,
  'config' | 'theme' | 'preview' | 'presenter' | 'presents' | 'stage' | 'now'
>;

/** Renders pages: `pages/<area>/page.njk` inside the common layout, with `pages/<area>/help.md` as its help. */
export class Views {
  readonly #services: ViewServices;
  readonly #assets: Assets;
  readonly #pages: nunjucks.Environment;
  /** Help is Markdown: the Markdown renderer does the escaping there. */
  readonly #help: nunjucks.Environment;
  constructor(services: ViewServices, assets: Assets) {
    this.#services = services;
    this.#assets = assets;
    const app = join(packageRoot(), 'app');
    const loader = (): nunjucks.FileSystemLoader =>
      new nunjucks.FileSystemLoader([join(app, 'views'), join(app, 'pages')]);
    this.#pages = new nunjucks.Environment(loader(), {
      autoescape: true,
      trimBlocks: true,
      lstripBlocks: true,
    });
    this.#help = new nunjucks.Environment(loader(), { autoescape: false });
    addFilters(this.#pages, services.now, services.theme.currency);
  }

  /** Sends the page of this area as the response. `signedIn` is the user that the page is for. */
  async render(
    ctx: Context,
    area: string,
    data: Record<string, unknown> = {},
    signedIn = ctx.state['signedIn'] as SignedIn | undefined,
  ): Promise<void> {
    const common = this.#common(ctx, signedIn);
    const about = { person: signedIn?.person, ...data };
    const consoleLink = consoleLinks(this.#services.config, this.#appLabel, about);
    const source = await renderWith(this.#help, `${area}/help.md`, { ...common, ...data });
    const help = renderHelp(source, consoleLink);
    const html = await renderWith(this.#pages, `${area}/page.njk`, {
      ...{ ...common, ...data },
      ...{ area, help, consoleLink },
    });
    ctx.type = 'html';
    ctx.body = html;
  }

  /** Sends a page that is neither of the shop nor about it: without the common layout and help. */
  async bare(ctx: Context, template: string, data: Record<string, unknown> = {}): Promise<void> {
    const { theme } = this.#services;
    const asset = (name: string): string => this.#assets.url(name);
    const html = await renderWith(this.#pages, template, { theme, asset, ...data });
    ctx.type = 'html';
    ctx.body = html;
  }

  /** The sandbox org calls the app like the theme; on any other, `init` has named it. */
  get #appLabel(): string {
    const { presenter, theme } = this.#services;
    return presenter ? theme.siteTitle.slice(0, 100) : usualLabel;
  }

  #common(ctx: Context, signedIn: SignedIn | undefined): Record<string, unknown> {
    const { config, theme, preview, presenter } = this.#services;
    const session = sessionOf(ctx);
    const presents = isPresenting(ctx, this.#services);
    if (signedIn || (presents && presenter)) session.csrf ??= randomKey();
    const flash = session.flash ?? [];
    if (session.flash) delete session.flash;
    return {
      theme,
      preview: preview?.version,
      config,
      scopes: config.scopes.person.join(' '),
      person: signedIn?.person,
      access: signedIn && decodeToken(signedIn.tokens.accessToken),
      identity: signedIn && decodeToken(signedIn.tokens.idToken),
      navigation: navigation(config, theme, signedIn?.person, ctx.path),
      loginGroups: offeredGroups(config),
      returnTo: ctx.method === 'GET' && !/^\/($|login|widget)/.test(ctx.path) ? ctx.url : undefined,
      csrf: session.csrf,
      flash,
      requestId: ctx.state['requestId'] as string,
      path: ctx.path,
      presents,
      presenter,
      appLabel: this.#appLabel,
      onStage: this.#services.stage?.view?.title,
      refused: session.refused,
      isLarge: presents && ctx.cookies.get('type') === 'large',
      helpOpen: ctx.cookies.get('help') === 'open',
      asset: (name: string) => this.#assets.url(name),
    };
  }
}

function renderWith(environment: nunjucks.Environment, template: string, data: object): Promise<string> {
  return new Promise((resolve, reject) => {
    environment.render(template, data, (error, html) => {
      if (error !== null || html === null) reject(error ?? new Error(`${template} rendered nothing`));
      else resolve(html);
    });
  });
}
