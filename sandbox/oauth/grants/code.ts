import type { AuthorizationCode, Grant, Provider, RefreshToken } from 'oidc-provider';
import { randomText } from '../../org/kernel/ids.ts';
import { grantIdOf, resourceName } from '../granting.ts';
import { clockShift } from '../library/time.ts';

/** What a code or refresh token represents. */
interface Granted {
  /** The ID of the grant, if a token already has it. */
  readonly grantId?: string;
  /** Its name in access policy rules. */
  readonly grantType: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scope: string;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime?: number | undefined;
  readonly acr?: string | undefined;
  readonly sessionUid?: string | undefined;
  /** The key that a public client's refresh token is bound to (RFC 9449, section 5). */
  readonly jkt?: string | undefined;
}

export interface CodeInput extends Granted {
  readonly redirectUri: string;
  readonly nonce?: string | undefined;
  readonly codeChallenge?: string | undefined;
}

/**
 * Issues an authorization code that did not come from the authorization endpoint, for oidc-provider to redeem. The ID of its
 * grant contains the grant type, for the access policies that are evaluated when it is redeemed and refreshed.
 */
export async function issueCode(provider: Provider, clock: () => number, input: CodeInput): Promise<string> {
  const { redirectUri, nonce, codeChallenge } = input;
  const code: AuthorizationCode = new provider.AuthorizationCode({
    ...(await grantedTo(provider, clock, input)),
    ...(codeChallenge !== undefined && { codeChallenge, codeChallengeMethod: 'S256' }),
    ...(nonce !== undefined && { nonce }),
    redirectUri,
  } as ConstructorParameters<Provider['AuthorizationCode']>[0]);
  return await code.save();
}

/** Issues a refresh token that did not come from a code: oidc-provider redeems it like any other. */
export async function issueRefreshToken(
  provider: Provider,
  clock: () => number,
  granted: Granted,
): Promise<string> {
  const token: RefreshToken = new provider.RefreshToken({
    ...(await grantedTo(provider, clock, granted)),
    ...{ gty: 'authorization_code', rotations: 0 },
    ...(granted.jkt !== undefined && { jkt: granted.jkt }),
  });
  return await token.save();
}

/** The properties of a code or refresh token, with its own grant, which is stored. */
async function grantedTo(
  provider: Provider,
  clock: () => number,
  { grantId, grantType, clientId, userId, scope, amr, authTime, acr, sessionUid }: Granted,
) {
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new Error(`The client ${clientId} is gone.`);
  const grant: Grant = new provider.Grant({ clientId, accountId: userId });
  grant.jti = grantId ?? grantIdOf(grantType, randomText(32));
  grant.addOIDCScope(scope);
  grant.addResourceScope(resourceName, scope);
  await grant.save();
  return {
    accountId: userId,
    amr: [...amr],
    ...(acr !== undefined && { acr }),
    ...(authTime !== undefined && { authTime: authTime - clockShift(clock) }),
    client,
    grantId: grant.jti,
    resource: resourceName,
    scope,
    ...(sessionUid !== undefined && { sessionUid }),
  };
}
