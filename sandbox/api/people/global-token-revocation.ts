import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { IdentityProvider } from '../../org/idps/model.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { actorOf } from '../kernel/authenticate.ts';
import { type Answer, type ApiRequest, noContent, type Route } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';

/** Universal Logout that others ask for. @see https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/GlobalTokenRevocation/ */
export const globalTokenRevocationRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/oauth2/v1/global-token-revocation',
    name: 'globalTokenRevocation',
    scope: 'okta.universalLogout.manage',
    handle: revokeGlobally,
  },
];

const schema = z.object({
  sub_id: z.discriminatedUnion('format', [
    z.object({ format: z.literal('opaque'), id: z.string() }),
    z.object({ format: z.literal('iss_sub'), iss: z.string(), sub: z.string() }),
  ]),
});
type Subject = z.infer<typeof schema>['sub_id'];

function revokeGlobally(org: Org, request: ApiRequest): Answer {
  const { sub_id: subject } = parseBody(schema, request.body, 'sub_id');
  const user = userOf(org, subject);
  if (user === undefined) throw invalid('sub_id', ['sub_id: No user was found for this subject.']);
  org.universalLogout.logOut(user, request, actorOf(org, request.principal));
  return noContent();
}

/** By the id in the org, or by the account at an identity provider of the org, whose issuer says which. */
function userOf(org: Org, subject: Subject): User | undefined {
  if (subject.format === 'opaque') return org.users.get(subject.id);
  if (subject.iss === org.url) return org.users.get(subject.sub);
  const link = org.identityProviders
    .all()
    .filter((idp) => issuersOf(idp.protocol).includes(subject.iss))
    .map(({ id }) => org.idpLinks.get(id, subject.sub))
    .find((found) => found !== undefined);
  return link && org.users.get(link.userId);
}

/** The issuer of an OIDC provider, and the one in the trust of a SAML provider. */
function issuersOf(protocol: IdentityProvider['protocol']): readonly (string | undefined)[] {
  const { issuer, credentials } = protocol as {
    readonly issuer?: { readonly url?: string };
    readonly credentials?: { readonly trust?: { readonly issuer?: string } };
  };
  return [issuer?.url, credentials?.trust?.issuer];
}
