import type { Context } from 'koa';
import { readForm } from '../http/form.ts';
import { missingConsents, notAssigned, requireAccessRule } from '../oauth/granting.ts';
import { deviceCode } from '../oauth/grants/device.ts';
import type { Pending } from '../oauth/grants/pending.ts';
import { OAuthError } from '../oauth/okta-errors.ts';
import { randomText } from '../org/kernel/ids.ts';
import type { Session } from '../org/kernel/model.ts';
import { missingOf } from '../sign-in/missing.ts';
import { proofsOfAmr } from '../sign-in/proofs.ts';
import { redeemSessionToken, sessionOf } from '../sign-in/session.ts';
import { renderPage } from './render.ts';
import type { PageParts } from './parts.ts';
import { renderSignIn, renderWidget } from './widget-page.ts';

const path = '/activate';
const signInPath = `${path}/sign-in`;
/** Ties a sign-in for a device to the browser in which the code was typed. */
const cookie = 'okta_activation';
const options = { httpOnly: true, sameSite: 'lax', path, overwrite: true } as const;
/** How the sign-ins begin that are for a device, not for an authorization request. */
export const activationPrefix = 'activate~';

/**
 * `/activate`: where a person types the code that a device shows (RFC 8628, section 3.3), signs in and decides.
 * @see https://developer.okta.com/docs/guides/device-authorization-grant/main/
 */
export async function activatePage(parts: PageParts): Promise<void> {
  const { oauth, ctx } = parts;
  if (ctx.method !== 'POST') {
    const { user_code: code } = ctx.query;
    renderEntry(parts, typeof code === 'string' ? code : '');
    return;
  }
  const { user_code: typed = '' } = await readForm(ctx);
  const waiting = oauth.pending.waitingFor(typed);
  if (waiting === undefined) {
    renderEntry(parts, typed, 'Invalid code. Try again.');
    return;
  }
  ctx.cookies.set(cookie, `${randomText(32)}.${waiting.userCode ?? ''}`, options);
  seeOther(ctx, signInPath);
}

/** The sign-in, then the decision. An existing session of the browser is used if it satisfies the app's policy. */
export async function activateSignInPage(parts: PageParts): Promise<void> {
  const { org, oauth, ctx, hosted } = parts;
  // First, so that nothing else happens between checking the request and recording the decision.
  const { decision } = ctx.method === 'POST' ? await readForm(ctx) : {};
  const [ticket = '', code = ''] = (ctx.cookies.get(cookie) ?? '').split('.');
  const waiting = oauth.pending.waitingFor(code);
  if (ticket === '' || waiting === undefined) {
    renderEntry(parts, '', 'This code was already used or has expired. Get a new one on your device.');
    return;
  }
  const { sessionToken } = ctx.query;
  if (typeof sessionToken === 'string' && redeemSessionToken(org, ctx, sessionToken)) {
    seeOther(ctx, signInPath);
    return;
  }
  const session = sessionOf(org, ctx);
  if (session && isEnough(parts, waiting, session)) {
    decide(parts, waiting, session, decision);
    return;
  }
  if (org.engine === 'v1') {
    renderWidget(org, ctx, { engine: 'v1', next: signInPath, options: { useClassicEngine: true } });
    return;
  }
  const uid = activationPrefix + ticket;
  const known = hosted.of(uid);
  if (known?.refusal) {
    refuse(parts, waiting, known.refusal.error, known.refusal.description);
    return;
  }
  const { serverId, clientId } = waiting;
  const request = { serverId, clientId, redirectUri: org.url + signInPath, scope: '' };
  const transaction = known ?? hosted.begin(uid, request);
  await renderSignIn(parts, transaction);
}

/** Whether the session satisfies the app's policy. Users who are denied access are told so after their decision. */
function isEnough({ org }: PageParts, { clientId }: Pending, session: Session): boolean {
  const user = org.users.get(session.userId);
  const app = org.apps.byClientId(clientId);
  return (
    user !== undefined && missingOf(org, { user, app, proofs: proofsOfAmr(session.amr) })?.kind !== 'proof'
  );
}

function decide(parts: PageParts, waiting: Pending, session: Session, decision: string | undefined): void {
  const { org, oauth, ctx } = parts;
  const { serverId, clientId, scopes, userCode = '' } = waiting;
  const app = org.apps.byClientId(clientId);
  const user = org.users.require(session.userId);
  const server = oauth.view(serverId);
  try {
    requireAllowed(parts, waiting, session);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    refuse(parts, waiting, error.error, error.error_description);
    return;
  }
  const missing = missingConsents(org, server, { clientId, userId: user.id, scopes });
  if (ctx.method !== 'POST') {
    renderPage(ctx, 'activate-confirm.njk', {
      title: 'Activate your device',
      orgName: org.name,
      appLabel: app?.label,
      login: user.profile.login,
      userCode: spaced(userCode),
      scopes: missing.map((scope) => ({ ...scope, displayName: scope.displayName ?? scope.name })),
    });
    return;
  }
  if (decision !== 'allow') {
    refuse(parts, waiting, 'access_denied', 'The resource owner or authorization server denied the request.');
    return;
  }
  const names = missing.map(({ name }) => name);
  if (names.length > 0) org.consents.allow({ userId: user.id, clientId, issuer: server.issuer }, names);
  const authTime = Math.floor(Date.parse(session.authenticatedAt) / 1000);
  oauth.pending.change(waiting, {
    approval: { userId: user.id, amr: session.amr, authTime, sessionUid: session.id },
  });
  ctx.cookies.set(cookie, null, options);
  renderPage(ctx, 'activated.njk', {
    ...{ title: 'Device activated', orgName: org.name },
    message: `Follow the instructions on your device. ${app?.label ?? 'The app'} is signed in as ${user.profile.login}.`,
  });
}

/** @throws OAuthError if the app or an access policy denies the user access */
function requireAllowed({ org, oauth }: PageParts, waiting: Pending, session: Session): void {
  const { clientId, serverId, scopes } = waiting;
  const user = org.users.require(session.userId);
  const app = org.apps.byClientId(clientId);
  const missing = missingOf(org, { user, app, proofs: proofsOfAmr(session.amr) });
  if (app?.status !== 'ACTIVE' || missing) throw notAssigned();
  const grantType = deviceCode.name;
  requireAccessRule(org, oauth.view(serverId), { clientId, userId: user.id, grantType, scopes });
}

/** The device learns of it at its next poll. */
function refuse({ org, oauth, ctx }: PageParts, waiting: Pending, error: string, description: string): void {
  oauth.pending.change(waiting, { refusal: { error, description } });
  ctx.cookies.set(cookie, null, options);
  renderPage(ctx, 'activated.njk', {
    ...{ title: 'Device not activated', orgName: org.name },
    message: `${description} You can close this page.`,
  });
}

function renderEntry({ org, ctx }: PageParts, code: string, problem?: string): void {
  if (problem !== undefined) ctx.status = 400;
  renderPage(ctx, 'activate.njk', { title: 'Activate your device', orgName: org.name, code, problem });
}

function seeOther(ctx: Context, target: string): void {
  ctx.status = 303;
  ctx.redirect(target);
}

/** In two groups, which are easier to compare. */
const spaced = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;
