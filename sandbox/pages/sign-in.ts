import { clockShift } from '../oauth/library/time.ts';
import { insufficientAssurance } from '../oauth/checks/person-checks.ts';
import { renderProblem } from '../oauth/error-page.ts';
import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';
import type { Transaction } from '../sign-in/idx/transactions.ts';
import { interactionCookie, sessionOf } from '../sign-in/session.ts';
import { activationPrefix } from './activate.ts';
import { classicSignIn } from './classic-sign-in.ts';
import type { PageParts, WaitingRequest } from './parts.ts';
import { homePath, homePrefix } from './home/sign-in-here.ts';
import { resume } from './resume.ts';
import { renderSignIn, showCode } from './widget-page.ts';

const expired =
  'This sign-in page is no longer valid: it expired, was already used or belongs to another browser. Go back to the app and sign in again.';

/**
 * `/signin/{server}/{interaction}`: where an authorization request continues if user interaction is required.
 * The interaction belongs to the browser that has its cookie, so that no one can be signed in by another
 * person's link.
 */
export async function signInPage(parts: PageParts, serverId: string, uid: string): Promise<void> {
  const { org, oauth, ctx, hosted } = parts;
  const interaction = await oauth.interaction(serverId, uid);
  if (interaction === undefined) {
    continueToApp(parts, hosted.of(uid));
  } else if (ctx.cookies.get(interactionCookie) !== uid) {
    if (typeof ctx.query.otp === 'string') showCode(parts, ctx.query.otp);
    else renderProblem(ctx, 400, 'invalid_request', expired);
  } else if (org.engine === 'idx') {
    await identityEngineSignIn({ ...parts, interaction, serverId });
  } else await classicSignIn({ ...parts, interaction, serverId });
}

async function identityEngineSignIn(step: WaitingRequest): Promise<void> {
  const { org, ctx, federation, interaction } = step;
  const transaction = transactionOf(step);
  const { idp } = interaction.params;
  const isFresh = transaction.step === 'identify' && transaction.userId === undefined;
  if (typeof idp !== 'string' || !isFresh) {
    await renderSignIn(step, transaction);
  } else if (org.identityProviders.get(idp)?.status === 'ACTIVE') {
    ctx.redirect(federation.startUrl(idp, transaction.id));
  } else renderProblem(ctx, 404, 'invalid_request', `There is no active identity provider ${idp}.`);
}

/** Uses the browser's session, unless the request requires a new sign-in. */
function transactionOf({ org, hosted, interaction, serverId }: WaitingRequest): Transaction {
  const { uid, params, prompt } = interaction;
  const text = (name: string): string | undefined => {
    const value = params[name];
    return typeof value === 'string' ? value : undefined;
  };
  const serves = ['no_session', insufficientAssurance];
  const isNew = prompt.name === 'login' && !prompt.reasons.every((reason) => serves.includes(reason));
  const maxAge = params.max_age === undefined ? undefined : Number(params.max_age);
  const request = {
    serverId,
    clientId: text('client_id') ?? '',
    // Where the link of a mail leads.
    redirectUri: `${org.url}/signin/${serverId}/${uid}`,
    appUrl: originOf(text('redirect_uri')),
    scope: text('scope') ?? '',
    acrValues: text('acr_values'),
    loginHint: text('login_hint'),
    asksConsent: text('prompt')?.split(' ').includes('consent'),
    maxAge: isNew ? 0 : maxAge,
  };
  return hosted.of(uid) ?? hosted.begin(uid, request);
}

/** `/login/token/redirect?stateToken=…`: the widget is done, and the authorization request continues. */
export async function leaveSignIn(parts: PageParts): Promise<void> {
  const { org, oauth, ctx, hosted } = parts;
  const transaction = hosted.get(String(ctx.query.stateToken));
  const { hosted: uid = '', serverId = '', clientId } = transaction?.request ?? {};
  const interaction = transaction && (await oauth.interaction(serverId, uid));
  const session = org.sessions.get(transaction?.sessionId ?? '');
  const isOwn = [activationPrefix, homePrefix].some((prefix) => uid.startsWith(prefix));
  if (transaction && (isOwn || transaction.request.appId !== undefined)) {
    ctx.redirect(transaction.request.redirectUri);
  } else if (transaction && clientId === undefined) {
    ctx.redirect(transaction.step === 'success' ? `${org.url}${homePath}` : transaction.request.redirectUri);
  } else if (transaction === undefined || interaction === undefined) {
    continueToApp(parts, transaction);
  } else if (transaction.refusal) {
    const { error, description } = transaction.refusal;
    interaction.result = { error, error_description: description };
    await resume(ctx, interaction);
  } else if (transaction.step === 'success' && session) {
    // oidc-provider uses the machine's clock.
    const ts = Math.floor(Date.parse(session.authenticatedAt) / 1000) - clockShift(org.clock);
    const login = {
      accountId: session.userId,
      ts,
      amr: [...session.amr],
      remember: session.persistent === true,
    };
    interaction.result = { login, consent: {} };
    await resume(ctx, interaction);
  } else ctx.redirect(transaction.request.redirectUri);
}

/** After Back following a sign-in, the signed-in user continues to the app, as from its dashboard tile. */
function continueToApp({ org, ctx }: PageParts, transaction: Transaction | undefined): void {
  const app = transaction && org.apps.byClientId(transaction.request.clientId ?? '');
  const href = app && homeOf(org, app, transaction);
  if (href !== undefined && sessionOf(org, ctx)) ctx.redirect(href);
  else
    renderProblem(
      ctx,
      400,
      'invalid_request',
      expired,
      href === undefined ? href : { href, label: `Go to ${app?.label}` },
    );
}

/** Where the app begins a sign-in that the org asks for, or else its front page. */
function homeOf(org: Org, { oauth }: App, { request }: Transaction): string | undefined {
  if (oauth?.initiateLoginUri === undefined) return request.appUrl;
  const target = new URL(oauth.initiateLoginUri);
  target.searchParams.set('iss', org.url);
  return target.href;
}

/** The front page of an app in a browser; none for one on a phone, which has no such address. */
function originOf(redirectUri: string | undefined): string | undefined {
  const { protocol, origin } = new URL(redirectUri ?? 'none:');
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
}
