import type { Context } from 'koa';
import { z } from 'zod';
import { readForm } from '../../http/form.ts';
import { basicCredentials } from '../../oauth/clients/basic.ts';
import { activeSecrets, isRedirectUri } from '../../oauth/clients/client.ts';
import { OAuthError, refusalBody, UnknownClientError } from '../../oauth/okta-errors.ts';
import { signInScopes } from '../../oauth/checks/requested-scopes.ts';
import type { App } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { ownerOfRecoveryToken, spendRecoveryToken } from '../../org/people/recovery.ts';
import type { InteractionRequest, Transaction } from './transactions.ts';
import type { Services } from './turn.ts';

const interactForm = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().optional(),
  scope: z.string().min(1),
  redirect_uri: z.string().min(1),
  code_challenge: z.string().regex(/^[\w-]{43}$/),
  code_challenge_method: z.literal('S256'),
  state: z.string().optional(),
  nonce: z.string().optional(),
  acr_values: z.string().optional(),
  max_age: z.coerce.number().int().min(0).optional(),
  activation_token: z.string().optional(),
  recovery_token: z.string().optional(),
});
type InteractForm = z.infer<typeof interactForm>;

/**
 * `POST {issuer}/v1/interact`: an app begins a sign-in and gets the handle of a transaction.
 * @see https://developer.okta.com/docs/concepts/interaction-code/
 */
export async function interact(services: Services, ctx: Context, serverId: string): Promise<void> {
  try {
    // What the widget understands as: this org is on the Classic engine.
    if (services.org.engine !== 'idx')
      throw new OAuthError('access_denied', 'The Identity Engine is not enabled for this org.');
    const form = parseForm(await readForm(ctx));
    const app = requireClient(services.org, ctx, form);
    const { org, oauth } = services;
    const scopes = signInScopes(org, oauth.view(serverId), app.id, form.scope);
    const transaction = begin(services, serverId, app, { ...form, scope: scopes.join(' ') });
    ctx.body = { interaction_handle: transaction.interactionHandle };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    ctx.status = error.statusCode;
    ctx.body = refusalBody(error);
  }
}

function parseForm(given: Record<string, string>): InteractForm {
  const parsed = interactForm.safeParse(given);
  if (parsed.success) return parsed.data;
  const field = String(parsed.error.issues[0]?.path[0]);
  const problem =
    field in given ? `The '${field}' parameter is invalid.` : `The '${field}' parameter is missing.`;
  throw new OAuthError('invalid_request', problem);
}

/**
 * A browser page cannot keep a secret, so a confidential client may omit it here: the resulting code is
 * redeemed with it. If a secret is sent, it must be valid.
 */
function requireClient(org: Org, ctx: Context, form: InteractForm): App {
  const app = org.apps.byClientId(form.client_id);
  if (app?.oauth === undefined || app.status !== 'ACTIVE') throw new UnknownClientError();
  const { oauth } = app;
  const secret = form.client_secret ?? basicCredentials(ctx.get('authorization'))?.secret;
  if (secret !== undefined && !activeSecrets(oauth).includes(secret))
    throw new OAuthError(
      'invalid_client',
      'The client secret supplied for a confidential client is invalid.',
      401,
    );
  if (!oauth.grantTypes.includes('interaction_code'))
    throw new OAuthError(
      'unauthorized_client',
      'The client is not authorized to use the provided grant type. Configured grant types: ' +
        `[${oauth.grantTypes.join(', ')}].`,
    );
  if (!isRedirectUri(oauth, form.redirect_uri))
    throw new OAuthError(
      'invalid_request',
      "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
    );
  return app;
}

function begin({ org, transactions }: Services, serverId: string, app: App, form: InteractForm): Transaction {
  const request: InteractionRequest = {
    serverId,
    clientId: form.client_id,
    redirectUri: form.redirect_uri,
    scope: form.scope,
    codeChallenge: form.code_challenge,
    state: form.state,
    nonce: form.nonce,
    maxAge: form.max_age,
    acrValues: form.acr_values,
  };
  const token = form.recovery_token ?? form.activation_token;
  const user = token === undefined ? undefined : ownerOfRecoveryToken(org, token);
  if (token !== undefined && user === undefined)
    throw new OAuthError('invalid_request', 'The recovery or activation token is invalid or has expired.');
  return org.transaction(() => {
    const transaction = transactions.create(request);
    if (user === undefined) return transaction;
    const identifier = user.profile.login;
    spendRecoveryToken(org, user);
    return form.activation_token === undefined
      ? transactions.update(transaction, {
          flow: 'RECOVER',
          step: 'reset-password',
          userId: user.id,
          identifier,
        })
      : transactions.update(transaction, {
          flow: 'REGISTER',
          step: 'select-enroll',
          userId: user.id,
          identifier,
        });
  });
}
