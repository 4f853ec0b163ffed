import { readForm } from '../http/form.ts';
import { routeOf } from '../idps/routing.ts';
import { renderProblem } from '../oauth/error-page.ts';
import { passwordRules } from '../org/policies/sign-in-rules.ts';
import { redeemSessionToken, sessionOf } from '../sign-in/session.ts';
import { hostedStateToken } from './hosted-federation.ts';
import { renderPage } from './render.ts';
import { resume } from './resume.ts';
import type { WaitingRequest } from './parts.ts';
import { renderWidget } from './widget-page.ts';

/**
 * The same page of an org on the Classic engine: the widget speaks the Authentication API and brings a session token
 * back, which starts the session.
 * @see https://developer.okta.com/docs/reference/api/authn/
 */
export async function classicSignIn(step: WaitingRequest): Promise<void> {
  const { org, ctx, federation, interaction, serverId } = step;
  if (interaction.prompt.name === 'consent') {
    await consent(step);
    return;
  }
  const { sessionToken } = ctx.query;
  if (typeof sessionToken === 'string') {
    await takeSession(step, sessionToken);
    return;
  }
  const { login_hint: hint, idp } = interaction.params;
  const startUrl = (idpId: string): string =>
    federation.startUrl(idpId, hostedStateToken(serverId, interaction.uid));
  if (typeof idp === 'string') {
    if (org.identityProviders.get(idp)?.status === 'ACTIVE') ctx.redirect(startUrl(idp));
    else renderProblem(ctx, 404, 'invalid_request', `There is no active identity provider ${idp}.`);
    return;
  }
  const appId = org.apps.byClientId(String(interaction.params.client_id))?.id;
  renderWidget(org, ctx, {
    engine: 'v1',
    next: ctx.path,
    options: {
      useClassicEngine: true,
      ...(typeof hint === 'string' && { username: hint }),
      features: {
        rememberMe: true,
        idpDiscovery: true,
        selfServiceUnlock: passwordRules(org, undefined).mayUnlock,
      },
      idpDiscovery: { requestContext: ctx.path },
      customButtons: routeOf(org, { appId }).providers.map(({ id, name }) => ({
        title: `Sign in with ${name}`,
        className: 'btn-customAuth',
        href: startUrl(id),
      })),
    },
  });
}

async function takeSession({ org, ctx, interaction }: WaitingRequest, token: string): Promise<void> {
  if (!redeemSessionToken(org, ctx, token)) {
    renderProblem(ctx, 403, 'access_denied', 'The session token is unknown, used or expired.', {
      href: ctx.path,
      label: 'Sign in again',
    });
    return;
  }
  const session = sessionOf(org, ctx);
  if (session === undefined) throw new Error('There is no session although one has just begun.');
  interaction.result = { login: { accountId: session.userId, amr: [...session.amr], remember: false } };
  await resume(ctx, interaction);
}

async function consent({ org, oauth, ctx, interaction, serverId }: WaitingRequest): Promise<void> {
  const { accountId } = interaction.session ?? {};
  const user = accountId === undefined ? undefined : org.users.get(accountId);
  const clientId = String(interaction.params.client_id);
  const app = org.apps.byClientId(clientId);
  if (user === undefined || app === undefined) {
    renderProblem(
      ctx,
      400,
      'invalid_request',
      'The session has ended. Go back to the app and sign in again.',
    );
    return;
  }
  const { issuer, scopes: known } = oauth.view(serverId);
  const asked = String(interaction.params.scope).split(' ');
  const scopes = known.filter((scope) => asked.includes(scope.name) && scope.consent === 'REQUIRED');
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
  const { decision } = await readForm(ctx);
  if (decision === 'allow') {
    const names = scopes.map(({ name }) => name);
    org.consents.allow({ userId: user.id, clientId, issuer }, names);
    interaction.result = { consent: {} };
  } else {
    const description = 'The resource owner or authorization server denied the request.';
    interaction.result = { error: 'access_denied', error_description: description };
  }
  await resume(ctx, interaction);
}
