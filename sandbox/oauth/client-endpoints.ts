import { requireForm } from '../http/form.ts';
import { parametersOf } from './checks/authorization-request.ts';
import { authenticateClient } from './clients/client-authentication.ts';
import { refuse } from './clients/refuse.ts';
import { authorizeBackchannel } from './grants/ciba.ts';
import { authorizeDevice } from './grants/device.ts';
import { challenge, primaryAuthenticate } from './grants/direct.ts';
import type { ClientRequest } from './grants/grant.ts';
import { OAuthError } from './okta-errors.ts';

type Begin = (request: ClientRequest) => object | Promise<object>;

/** Where apps begin what they ask the token endpoint about later. */
export const clientEndpoints: Readonly<Record<string, Begin>> = {
  'device/authorize': authorizeDevice,
  'bc/authorize': authorizeBackchannel,
  'primary-authenticate': primaryAuthenticate,
  'oob-authenticate': primaryAuthenticate,
  challenge,
};

/** Answers an app at one of these endpoints. */
export async function answerClientEndpoint(
  begin: Begin,
  state: Omit<ClientRequest, 'app' | 'oauth' | 'form'>,
): Promise<void> {
  const { ctx, org, server } = state;
  ctx.set('cache-control', 'no-store');
  try {
    const form = await requireForm(ctx);
    const client = await authenticateClient(state, server, ctx, form);
    ctx.state.clientId = client.oauth.clientId;
    if (parametersOf(form).repeated.length > 0)
      throw new OAuthError(
        'invalid_request',
        'The request contained multiple parameters with the same name.',
      );
    ctx.body = await begin({ ...state, ...client, form });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    refuse(org, ctx, error);
  }
}
