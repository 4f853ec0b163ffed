import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { loginEntry } from '../auth/entries.ts';
import { openAttempt, reopenAttempt } from '../auth/login-attempt.ts';
import type { OpenAttempt } from '../auth/login-attempt.ts';
import { localPath } from '../site/redirects.ts';
import { movedToOwnHost } from '../auth/sign-in.ts';
import { allowSources } from '../middleware/security-headers.ts';
import type { Services } from '../site/services.ts';
import type { Views } from '../site/views.ts';
import type { Engine } from './engine.ts';
import { widgetOptions } from './options.ts';
import { builds, choosable, chooseVariant } from './variant.ts';
import type { Variant } from './variant.ts';

/** What a page with the widget uses. */
export interface WidgetServices extends Pick<Services, 'config' | 'theme' | 'store'> {
  views: Views;
  /** Which sign-in pipeline the org has. */
  engine: () => Promise<Engine>;
}

/** A page that embeds the Sign-In Widget. */
export interface WidgetPage {
  /** Its entry in the Sign in menu, and the folder of its view in pages/sign-in. */
  area: string;
  /** Variants available on the Identity Engine, the default first; all by default. */
  offered?: readonly Variant[];
  /** Path to which the org returns the browser; `/widget` by default. */
  redirectPath?: string;
  /** Additional widget options. */
  options?: (chosen: { variant: Variant; attempt: OpenAttempt }) => Record<string, unknown>;
  /** True if the page shows an explanation instead of the widget. */
  isClosed?: (chosen: { variant: Variant }) => boolean;
  /** Additional data for its view. */
  data?: (chosen: { variant: Variant; engine: Engine }) => Record<string, unknown>;
}

/** Where the org returns the browser after an embedded sign-in. */
export const widgetRedirectPath = '/widget';

/** Shows the page, with a new sign-in attempt or, with `?state=`, an existing one. */
export async function showWidgetPage(
  ctx: Context,
  services: WidgetServices,
  page: WidgetPage,
): Promise<void> {
  if (movedToOwnHost(ctx, services)) return;
  const { config, theme, views } = services;
  const { area, offered = ['gen2', 'gen3', 'classic'], redirectPath = widgetRedirectPath } = page;
  const engine = await services.engine();
  const choices = choosable(engine, offered);
  const variant = chooseVariant(ctx.query['widget'], choices);
  const entry = loginEntry(area);
  const attempt = await attemptFor(ctx, services, {
    entry: area,
    page: `${entry.path}?widget=${variant}`,
    variant,
  });
  if (!attempt) return;
  const nonce = randomBytes(16).toString('base64');
  allowWidget(ctx, services, variant, nonce);
  const more = { ...page.options?.({ variant, attempt }), ...otpOf(ctx) };
  const options = widgetOptions(config, theme, { variant, attempt, redirectPath, nonce, more });
  await views.render(ctx, `sign-in/${area}`, {
    entry,
    engine,
    variant,
    build: builds[variant],
    choices: choices.map((id) => ({ id, ...builds[id], href: `${entry.path}?widget=${id}` })),
    options,
    redirectUri: config.appUrl + redirectPath,
    org: new URL(config.okta.issuer).origin,
    isClosed: page.isClosed?.({ variant }) ?? false,
    ...page.data?.({ variant, engine }),
  });
}

/** This page's attempt: the one in `?state=`, otherwise a new one. Undefined if the request was redirected. */
export async function attemptFor(
  ctx: Context,
  services: Pick<Services, 'config' | 'store'>,
  form: { entry: string; page: string; variant: Variant },
): Promise<OpenAttempt | undefined> {
  const { state } = ctx.query;
  if (typeof state !== 'string')
    return openAttempt(ctx, services, { ...form, returnTo: localPath(ctx.query['return']) });
  const open = await reopenAttempt(ctx, services, state);
  if (!open) ctx.redirect(form.page);
  return open;
}

/**
 * What the widget needs beyond the shop's policy (docs/decisions/0014): calls to the org, pictures of the org's
 * brand, styles created at run time, by nonce, and for the Classic engine the org in a hidden frame. On the
 * Identity Engine it sends the browser to an identity provider with a form, through the org, and browsers apply
 * `form-action` to all following redirects, whose targets are unknown, so only the scheme can be restricted.
 */
function allowWidget(
  ctx: Context,
  { config }: Pick<Services, 'config'>,
  variant: Variant,
  nonce: string,
): void {
  const orgs = [...new Set([new URL(config.okta.issuer).origin, new URL(config.okta.baseUrl).origin])];
  allowSources(ctx, {
    'connect-src': orgs,
    ...(variant !== 'classic' && { 'form-action': [new URL(config.okta.baseUrl).protocol] }),
    ...(variant === 'classic' && { 'frame-src': orgs }),
    'img-src': orgs,
    'style-src': [`'nonce-${nonce}'`],
  });
}

/** The code of an email's magic link, opened in the same browser. */
const otpOf = ({ query }: Context): Record<string, string> =>
  typeof query['otp'] === 'string' ? { otp: query['otp'] } : {};
