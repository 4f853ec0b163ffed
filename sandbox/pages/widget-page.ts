import { randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import { isOfThisMachine } from '../../shared/this-machine.ts';
import { fontsOfGen3 } from '../../shared/widget-files.ts';
import type { Org } from '../org/org.ts';
import type { Transaction } from '../sign-in/idx/transactions.ts';
import { accentsOf } from './brand.ts';
import type { PageParts } from './parts.ts';
import { renderPage } from './render.ts';
import { widgetFiles } from './widget-files.ts';

/** What differs from page to page: options of the widget, and what else its script needs. */
export interface WidgetPage {
  readonly engine: 'idx' | 'v1';
  readonly options: Readonly<Record<string, unknown>>;
  /** Where the Classic engine's page goes with the session token; on the Identity Engine, the org's responses say so. */
  readonly next?: string;
}

/** The accents of pages.css. */
const unbranded = { light: '#3f59e4', dark: '#8ea0ff' };

const builds = {
  idx: {
    script: 'js/okta-sign-in.next.no-polyfill.js',
    style: 'css/okta-sign-in.next.css',
    fonts: fontsOfGen3,
  },
  v1: { script: 'js/okta-sign-in.classic.min.js', style: 'css/okta-sign-in.min.css', fonts: [] },
};

/**
 * The org's own sign-in page: Okta's Sign-In Widget as it comes from npm, in the colors of the org's brand.
 * https://github.com/okta/okta-signin-widget#configuration
 */
export function renderWidget(org: Org, ctx: Context, { engine, options, next }: WidgetPage): void {
  const nonce = randomBytes(16).toString('base64');
  const brand = org.brands.current();
  const { script, style, fonts } = builds[engine];
  const logo = brand?.theme.logo ? `/fs/bco/1/${brand.theme.logo.id}` : '/assets/logo.svg';
  const accents = brand ? accentsOf(brand) : unbranded;
  renderPage(
    ctx,
    'sign-in.njk',
    {
      title: 'Sign in',
      orgName: org.name,
      script: `${widgetFiles}/${script}`,
      style: `${widgetFiles}/${style}`,
      logo,
      fonts: fonts.map((font) => `${widgetFiles}/${font}`),
      engine,
      hasWordmark: isWide(brand?.theme.logo && org.brands.picture(brand.theme.logo.id)),
      next,
      dark: accents.dark,
      people: isOfThisMachine(ctx) ? peopleOf(org) : [],
      options: {
        baseUrl: org.url,
        brandName: brand?.name ?? org.name,
        logo,
        logoText: brand?.name ?? org.name,
        ...(engine === 'idx' && { brandColors: { primaryColor: accents.light } }),
        assets: { baseUrl: widgetFiles },
        cspNonce: nonce,
        ...options,
      },
    },
    { styleNonce: nonce },
  );
}

/** The widget at a sign-in of Identity Engine; the code that the link of a mail brings is entered for the person. */
export async function renderSignIn(
  { org, ctx, hosted }: Pick<PageParts, 'org' | 'ctx' | 'hosted'>,
  transaction: Transaction,
): Promise<void> {
  const { otp } = ctx.query;
  if (typeof otp !== 'string') {
    renderWidget(org, ctx, { engine: 'idx', options: { stateToken: transaction.id } });
    return;
  }
  await hosted.answerMail(ctx, transaction, otp);
  const query = new URLSearchParams(ctx.querystring);
  query.delete('otp');
  ctx.redirect(query.size === 0 ? ctx.path : `${ctx.path}?${query.toString()}`);
}

/** The link in an email, opened in a different browser than the one that waits for its code. */
export function showCode({ org, ctx }: Pick<PageParts, 'org' | 'ctx'>, otp: string): void {
  renderPage(ctx, 'code.njk', { title: 'Your code', orgName: org.name, otp });
}

/** The users to choose from with a click: the first ones with a password. The org does not know their passwords. */
function peopleOf(org: Org) {
  const people = org.users
    .all()
    .filter(({ status, passwordHash }) => status === 'ACTIVE' && passwordHash !== undefined);
  return people.slice(0, 12).map(({ id, profile }) => ({
    login: profile.login,
    name: [profile.firstName, profile.lastName].filter((part) => typeof part === 'string').join(' '),
    groups: org.groups
      .ofUser(id)
      .filter(({ type }) => type === 'OKTA_GROUP')
      .map((group) => group.profile.name),
  }));
}

/** Whether a PNG is a wordmark rather than a symbol: its header has width and height (RFC 2083, section 4.1.1). */
function isWide(picture: { type: string; base64: string } | undefined): boolean {
  if (picture?.type !== 'image/png') return false;
  const header = Buffer.from(picture.base64.slice(0, 64), 'base64');
  return header.length >= 24 && header.readUInt32BE(16) > 1.6 * header.readUInt32BE(20);
}
