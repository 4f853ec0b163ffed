import type { Context } from 'koa';
import { renderProblem } from '../oauth/error-page.ts';
import type { App } from '../org/apps/model.ts';
import type { Session, User } from '../org/kernel/model.ts';
import { renderPage } from '../pages/render.ts';
import { renderWidget } from '../pages/widget-page.ts';
import { isTooOld, missingOfSession } from '../sign-in/session-suffices.ts';
import { sessionOf } from '../sign-in/session.ts';
import { addressesOf, signOnOf } from './app-settings.ts';
import { callerOf, logDenied } from '../sign-in/log.ts';
import { logSaml } from './log.ts';
import { cookieOf, type SamlParts, type SamlStep } from './parts.ts';
import type { SamlSignIn } from './sign-ins.ts';

const loadRespond = () => import('./respond.ts');

/** `?fromLogin=…`: the stored request, in the browser that sent it, before and after the sign-in. */
export async function continueSignIn(parts: SamlParts, ctx: Context, app: App, id: string): Promise<void> {
  const { org, signIns } = parts;
  const signIn = signIns.get(id, ctx.cookies.get(cookieOf(id)));
  if (signIn?.appId !== app.id) {
    if (typeof ctx.query.otp === 'string')
      renderPage(ctx, 'code.njk', { title: 'Your code', orgName: org.name, otp: ctx.query.otp });
    else
      renderProblem(
        ctx,
        400,
        'invalid_request',
        'This sign-in has expired, was already completed or belongs to another browser. Go back to the app and sign in again.',
      );
    return;
  }
  const step = { parts, ctx, app, signIn };
  const session = sessionOf(org, ctx);
  const user = session && org.users.get(session.userId);
  if (session === undefined || user === undefined) await askPerson(step);
  else await useSession(step, session, user);
}

async function useSession(step: SamlStep, session: Session, user: User): Promise<void> {
  const { parts, app, signIn } = step;
  const { org } = parts;
  const missing = missingOfSession(org, { user, app, session, acrValues: signIn.classes });
  if (missing?.kind === 'unassigned') {
    refusePerson(
      step,
      user,
      `Sorry, you can't access ${app.label} because you are not assigned this app in Okta. If you're wondering why this is happening, please contact your administrator.`,
    );
  } else if (missing?.kind === 'denied') {
    logDenied(org, callerOf(step.ctx), user, app);
    refusePerson(step, user, 'You do not have permission to perform the requested action.');
  } else if (missing || isStale(step, session, user)) await askPerson(step);
  else await (await loadRespond()).respond(step, session, user);
}

/** Whether the user must sign in again, although the session satisfies the policy. */
function isStale({ parts: { org, hosted }, app, signIn }: SamlStep, session: Session, user: User): boolean {
  if (org.engine === 'v1')
    return isForced(app, signIn) && Date.parse(session.authenticatedAt) < Date.parse(signIn.created);
  // The session that this sign-in created is recent enough.
  if (hosted.of(hostedName(signIn))?.sessionId === session.id) return false;
  return isForced(app, signIn) || isTooOld(org, { user, app, session });
}

/** The name under which the org's page stores the sign-in. */
const hostedName = ({ id }: SamlSignIn): string => `saml~${id}`;

const isForced = (app: App, { forceAuthn }: SamlSignIn): boolean =>
  forceAuthn && signOnOf(app).honorForceAuthn !== false;

/** The org's sign-in page, unless the app does not allow user interaction. */
async function askPerson(step: SamlStep): Promise<void> {
  const { parts, ctx, app, signIn } = step;
  const { org, hosted } = parts;
  const here = `${addressesOf(org, app).sso}?fromLogin=${signIn.id}`;
  if (signIn.isPassive) {
    await (await loadRespond()).refusePassive(step);
    return;
  }
  if (org.engine === 'v1') {
    const next = here.slice(new URL(org.url).origin.length);
    renderWidget(org, ctx, { engine: 'v1', next, options: { useClassicEngine: true } });
    return;
  }
  const uid = hostedName(signIn);
  const known = hosted.of(uid);
  if (known?.refusal) {
    refusePerson(step, undefined, known.refusal.description);
    return;
  }
  const transaction =
    known !== undefined && known.step !== 'success'
      ? known
      : hosted.begin(uid, {
          serverId: 'org',
          appId: app.id,
          redirectUri: here,
          scope: '',
          acrValues: signIn.classes,
          ...(isForced(app, signIn) && { maxAge: 0 }),
        });
  renderWidget(org, ctx, { engine: 'idx', options: { stateToken: transaction.id } });
}

/** The user may not use the app: only the user is told, not the app. */
function refusePerson({ parts: { org }, ctx, app }: SamlStep, user: User | undefined, why: string): void {
  logSaml(org, ctx, {
    eventType: 'app.generic.unauth_app_access_attempt',
    app,
    user,
    refusal: 'User is not assigned to the application or its sign-on policy denies access.',
  });
  renderProblem(ctx, 403, 'access_denied', why);
}
