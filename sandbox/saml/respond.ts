import type { Context } from 'koa';
import { renderProblem } from '../oauth/error-page.ts';
import { ExpressionError } from '../org/expression/expression.ts';
import type { App } from '../org/apps/model.ts';
import type { Session, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { algorithmsOf, issuerOf, placesOf, signingKeyOf, signOnOf } from './app-settings.ts';
import { askAssertionHooks } from './assertion-hook.ts';
import { assertionFor } from './assertion.ts';
import { encryptAssertion } from './encryption.ts';
import { logSaml } from './log.ts';
import { type Assertion, type Envelope, samlRefusal, samlResponse } from './response.ts';
import { cookieOf, type SamlStep } from './parts.ts';

/** Sends the assertion to the app with a form that the browser posts. */
export async function respond(step: SamlStep, session: Session, user: User): Promise<void> {
  const { parts, ctx, app, signIn } = step;
  const { org, signIns } = parts;
  const acs = signIn.acsUrl ?? placesOf(app).acs;
  const fail = (status: number, error: string, why: string): void => {
    logSaml(org, ctx, { eventType: 'user.authentication.sso', app, user, refusal: why });
    renderProblem(ctx, status, error, why);
  };
  if (acs === undefined) {
    fail(
      501,
      'not_implemented',
      'The app has no assertion consumer service: the sandbox org has no catalog of apps to look it up in.',
    );
    return;
  }
  let assertion: Assertion;
  try {
    assertion = assertionFor(org, app, { user, session, signIn });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    fail(400, 'server_error', `An attribute statement of the app could not be evaluated: ${error.message}.`);
    return;
  }
  const asked = await askAssertionHooks(org, ctx, { app, user, session, assertion });
  if ('error' in asked) {
    fail(400, 'access_denied', asked.error);
    return;
  }
  ({ assertion } = asked);
  const { assertionSigned = true, responseSigned = true, assertionEncryption } = signOnOf(app);
  const response = await samlResponse(await envelopeOf(step), assertion, {
    signsAssertion: assertionSigned,
    // Nothing leaves the org unsigned: an app of the catalog may have both off.
    signsResponse: responseSigned || !assertionSigned,
    ...(assertionEncryption?.enabled === true && {
      encrypt: (xml) => encryptAssertion(xml, assertionEncryption),
    }),
  });
  const { nameId, sessionIndex } = assertion;
  if (!signIns.finish(signIn, { sessionId: session.id, nameId, sessionIndex })) {
    fail(400, 'Bad SAML request', 'The SAMLRequest has already been used.');
    return;
  }
  org.sessions.touch(session.id);
  logSaml(org, ctx, {
    eventType: 'user.authentication.sso',
    app,
    user,
    debugData: {
      initiationType: signIn.requestId === undefined ? 'IDP_INITIATED' : 'SP_INITIATED',
      issuer: signIn.requestIssuer,
      nameId,
    },
  });
  send(step, acs, response);
}

/** The sign-in needs user interaction, which the app does not allow (SAML core, section 3.4.1: IsPassive). */
export async function refusePassive(step: SamlStep): Promise<void> {
  const { parts, app, signIn } = step;
  const response = samlRefusal(await envelopeOf(step), 'Responder', 'NoPassive');
  if (parts.signIns.end(signIn)) send(step, signIn.acsUrl ?? placesOf(app).acs ?? '', response);
  else renderProblem(step.ctx, 400, 'Bad SAML request', 'The SAMLRequest has already been used.');
}

async function envelopeOf({ parts: { org }, app, signIn }: SamlStep): Promise<Envelope> {
  return {
    issuer: issuerOf(app),
    destination: signIn.acsUrl ?? placesOf(app).destination ?? '',
    inResponseTo: signIn.requestId,
    now: org.clock(),
    key: await signingKeyOf(org, app),
    algorithms: algorithmsOf(app),
  };
}

function send({ parts: { org }, ctx, app, signIn }: SamlStep, action: string, response: string): void {
  ctx.cookies.set(cookieOf(signIn.id), null, { path: ctx.path.replace(/\/sso\/saml$/, '') });
  const relayState = signIn.relayState ?? signOnOf(app).defaultRelayState ?? '';
  postMessage(org, ctx, app, { title: 'Signing in', action, response, relayState });
}

/** A message that the browser posts to the app. */
export function postMessage(
  org: Org,
  ctx: Context,
  app: App,
  message: {
    readonly title: string;
    readonly action: string;
    readonly response: string;
    readonly relayState: string;
  },
): void {
  const { title, action, response, relayState } = message;
  renderPage(ctx, 'post-form.njk', {
    title,
    orgName: org.name,
    lead: `You are being taken to ${app.label}.`,
    action,
    fields: { SAMLResponse: response, RelayState: relayState },
  });
}
