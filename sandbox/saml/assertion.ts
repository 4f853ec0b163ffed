import type { App } from '../org/apps/model.ts';
import type { Session, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { knownClass } from '../sign-in/classes.ts';
import { placesOf, signOnOf, unspecifiedName } from './app-settings.ts';
import { attributesOf, nameIdOf } from './attributes.ts';
import type { Assertion } from './response.ts';
import type { SamlSignIn } from './sign-ins.ts';

/** Seconds that an assertion is valid. */
const lifetime = 300;
const passwordOverTls = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';

/**
 * The assertion of an app about a person, as the app's settings have it.
 * @throws ExpressionError when an expression has no value for the person
 */
export function assertionFor(
  org: Org,
  app: App,
  { user, session, signIn }: { readonly user: User; readonly session: Session; readonly signIn: SamlSignIn },
): Assertion {
  const signOn = signOnOf(app);
  const { acs = '', audience = '', recipient = acs } = placesOf(app);
  return {
    nameId: nameIdOf(org, app, user, signOn.subjectNameIdTemplate),
    nameFormat: signOn.subjectNameIdFormat ?? unspecifiedName,
    recipient: signIn.acsUrl ?? recipient,
    audiences: [audience],
    lifetime,
    authenticatedAt: Date.parse(session.authenticatedAt),
    authnContext: knownClass(signIn.classes) ?? signOn.authnContextClassRef ?? passwordOverTls,
    sessionIndex: signIn.requestId ?? `id${signIn.id}`,
    sessionLifetime: signOn.samlAssertionLifetimeSeconds,
    attributes: attributesOf(org, app, user, signOn.attributeStatements ?? []),
  };
}
