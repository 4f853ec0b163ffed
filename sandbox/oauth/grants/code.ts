import type { AuthorizationCode, Grant, Provider } from 'oidc-provider';
import { randomText } from '../../org/kernel/ids.ts';
import { grantIdOf, resourceName } from '../granting.ts';
import { clockShift } from '../library-time.ts';

/** What a code stands for. */
export interface CodeInput {
  /** As access policy rules call it. */
  readonly grantType: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime?: number | undefined;
  readonly acr?: string | undefined;
  readonly nonce?: string | undefined;
  readonly codeChallenge?: string | undefined;
  readonly sessionUid?: string | undefined;
}

/**
 * Issues an authorization code that did not come from the authorization endpoint. All grants of a person end in one: so
 * tokens, refresh tokens, proofs of possession and hooks have one way through oidc-provider. The id of its grant names
 * the grant type, for the access policies that are asked when it is redeemed and refreshed.
 */
export async function issueCode(provider: Provider, clock: () => number, input: CodeInput): Promise<string> {
  const { grantType, clientId, userId, scope, redirectUri, amr, authTime } = input;
  const { acr, nonce, codeChallenge, sessionUid } = input;
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new Error(`The client ${clientId} is gone.`);
  const grant: Grant = new provider.Grant({ clientId, accountId: userId });
  grant.jti = grantIdOf(grantType, randomText(32));
  grant.addOIDCScope(scope);
  grant.addResourceScope(resourceName, scope);
  await grant.save();
  const code: AuthorizationCode = new provider.AuthorizationCode({
    accountId: userId,
    amr: [...amr],
    ...(acr !== undefined && { acr }),
    ...(authTime !== undefined && { authTime: authTime - clockShift(clock) }),
    client,
    ...(codeChallenge !== undefined && { codeChallenge, codeChallengeMethod: 'S256' }),
    grantId: grant.jti,
    ...(nonce !== undefined && { nonce }),
    redirectUri,
    resource: resourceName,
    scope,
    ...(sessionUid !== undefined && { sessionUid }),
  } as ConstructorParameters<Provider['AuthorizationCode']>[0]);
  return await code.save();
}
