import type { Context } from 'koa';
import { z } from 'zod';
import { readForm } from '../http/form.ts';
import type { Federation } from '../idps/federation.ts';
import type { HostedSteps } from '../sign-in/idx/hosted.ts';
import { redirectFor, routeOf } from '../idps/routing.ts';
import { insufficientAssurance } from '../oauth/assurance-check.ts';
import type { Interaction, OAuth } from '../oauth/index.ts';
import { renderProblem } from '../oauth/error-page.ts';
import { callerOf } from '../sign-in/log.ts';
import { checkPassword, type Verdict } from '../sign-in/password.ts';
import { completeSignIn, interactionCookie, startSession } from '../sign-in/session.ts';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { hostedStateToken } from './hosted-federation.ts';
import { renderPage } from './render.ts';
import { resume } from './resume.ts';
import { secondFactor } from './second-factor.ts';

const signInForm = z.object({
  identifier: z.string().trim().max(100).default(''),
  password: z.string().max(1024).default(''),
  remember: z.literal('true').optional(),
});

/** Okta's own sentences. */
const messages = {
  refused: 'Unable to sign in',
  locked: 'Your account is locked. Please contact your administrator.',
  passwordExpired: 'Your password has expired. Change it where you sign in to another app.',
  unassigned: 'User is not assigned to this application.',
  expired: 'The sign-in page was open for too long, or belongs to another browser. Start again from the app.',
  missing: 'This field cannot be left blank',
};

/**
 * The hosted pages that an authorization request leads to: sign-in, then consent where scopes ask for it.
 * The interaction belongs to the browser that holds its cookie, so that nobody is signed in by a foreign link.
 */
export async function interactionPage(
  parts: Pick<Step, 'org' | 'oauth' | 'federation' | 'hosted' | 'ctx'>,
  serverId: string,
  uid: string,
): Promise<void> {
  const { oauth, ctx } = parts;
  const interaction = await oauth.interaction(serverId, uid);
  if (interaction === undefined || ctx.cookies.get(interactionCookie) !== uid) {
    renderProblem(ctx, 400, 'invalid_request', messages.expired);
    return;
  }
  await pageFor(interaction)({ ...parts, interaction, serverId });
}

/** Consent, the password, or what is missing beside it: in this order nothing is asked twice. */
function pageFor({ prompt }: Interaction): (step: Step) => Promise<void> {
  if (prompt.name === 'consent') return consent;
  return prompt.reasons.every((reason) => reason === insufficientAssurance) ? secondFactor : signIn;
}

/** What a page of an interaction works with. */
export interface Step {
  readonly org: Org;
  readonly oauth: OAuth;
  readonly federation: Federation;
  readonly hosted: HostedSteps;
  readonly ctx: Context;
  readonly interaction: Interaction;
  readonly serverId: string;
}

async function signIn(step: Step): Promise<void> {
  const { org, ctx, interaction } = step;
  const { login_hint: hint, idp } = interaction.params;
  if (ctx.method !== 'POST') {
    if (typeof idp === 'string') ctx.redirect(idpUrl(step, idp));
    else showSignIn(step, 200, { identifier: typeof hint === 'string' ? hint : '' });
    return;
  }
  const form = signInForm.parse(await readForm(ctx));
  const appId = org.apps.byClientId(String(interaction.params.client_id))?.id;
  const routed =
    form.identifier === '' ? undefined : redirectFor(org, { identifier: form.identifier, appId });
  if (routed !== undefined) {
    ctx.status = 303;
    ctx.redirect(`${idpUrl(step, routed.id)}&login_hint=${encodeURIComponent(form.identifier)}`);
    return;
  }
  const errors = {
    ...(form.identifier === '' && { identifier: messages.missing }),
    ...(form.password === '' && { password: messages.missing }),
  };
  if (Object.keys(errors).length > 0) {
    showSignIn(step, 400, { ...form, errors });
    return;
  }
  const verdict = await checkPassword(org, callerOf(ctx), form.identifier, form.password);
  const problem = problemOf(step, verdict);
  if (problem !== undefined || !('user' in verdict)) showSignIn(step, 401, { ...form, problem });
  else await finishSignIn(step, verdict.user, form.remember === 'true');
}

/** The page's buttons: the identity providers that routing rules name for whoever comes. */
function providersFor({ org, interaction }: Step): readonly IdentityProvider[] {
  const appId = org.apps.byClientId(String(interaction.params.client_id))?.id;
  return routeOf(org, { appId }).providers;
}

const idpUrl = ({ federation, interaction, serverId }: Step, idpId: string): string =>
  federation.startUrl(idpId, hostedStateToken(serverId, interaction.uid));

/** Why this person does not get in, or undefined. An unknown person and a wrong password look the same. */
function problemOf({ org, interaction }: Step, verdict: Verdict): string | undefined {
  if (verdict.kind === 'wrong') return messages.refused;
  if (verdict.kind === 'locked') return verdict.told ? messages.locked : messages.refused;
  const { user } = verdict;
  const app = org.apps.byClientId(String(interaction.params.client_id));
  if (app === undefined || org.apps.assignmentOf(app.id, user.id) === undefined) return messages.unassigned;
  // This page has no way to change it.
  return verdict.kind === 'expired' ? messages.passwordExpired : undefined;
}

async function finishSignIn({ org, ctx, interaction }: Step, user: User, rememberMe: boolean): Promise<void> {
  const amr = ['pwd'];
  completeSignIn(org, callerOf(ctx), user.id);
  startSession(org, ctx, { userId: user.id, amr, rememberMe });
  interaction.result = {
    login: { accountId: user.id, ts: Math.floor(org.clock() / 1000), amr, remember: rememberMe },
  };
  await resume(ctx, interaction);
}

async function consent({ org, oauth, ctx, interaction, serverId }: Step): Promise<void> {
  const { accountId } = interaction.session ?? {};
  const user = accountId === undefined ? undefined : org.users.get(accountId);
  const clientId = String(interaction.params.client_id);
  const app = org.apps.byClientId(clientId);
  if (user === undefined || app === undefined) {
    renderProblem(ctx, 400, 'invalid_request', messages.expired);
    return;
  }
  const { issuer } = await oauth.provider(serverId);
  const asked = String(interaction.params.scope).split(' ');
  const scopes = oauth
    .view(serverId)
    .scopes.filter((s) => asked.includes(s.name) && s.consent === 'REQUIRED');
  if (ctx.method !== 'POST') {
    renderPage(ctx, 'consent.njk', {
      title: 'Permission',
      orgName: org.name,
      appLabel: app.label,
      login: user.profile.login,
      scopes: scopes.map((scope) => ({ ...scope, displayName: scope.displayName ?? scope.name })),
    });
    return;
  }
  const form = await readForm(ctx);
  if (form.decision === 'allow') {
    org.consents.allow(
      { userId: user.id, clientId, issuer },
      scopes.map((scope) => scope.name),
    );
    interaction.result = { consent: {} };
  } else {
    interaction.result = {
      error: 'access_denied',
      error_description: 'The resource owner or authorization server denied the request.',
    };
  }
  await resume(ctx, interaction);
}

function showSignIn(step: Step, status: number, values: Readonly<Record<string, unknown>>): void {
  const { org, ctx, interaction } = step;
  ctx.status = status;
  const app = org.apps.byClientId(String(interaction.params.client_id));
  const { password: _password, ...shown } = values;
  renderPage(ctx, 'sign-in.njk', {
    title: 'Sign in',
    orgName: org.name,
    appLabel: app?.label ?? 'your app',
    errors: {},
    providers: providersFor(step).map(({ id, name }) => ({ name, href: idpUrl(step, id) })),
    ...shown,
  });
}
