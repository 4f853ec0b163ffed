import type { Middleware } from 'koa';
import { appOfLink } from '../org/apps/app-link.ts';
import { OktaError } from '../org/kernel/errors.ts';
import type { Org } from '../org/org.ts';
import { redirectFor } from './routing.ts';
import { protocolOf } from './settings.ts';

/**
 * `GET /.well-known/webfinger?resource=okta:acct:{login}&requestContext={path}`: who signs this person in (RFC 7033).
 * The Classic widget asks it before it asks for a password. `requestContext` is where the person is to come out: the
 * path of an app link, whose app the routing rules are then asked about.
 */
export function webfinger(org: Org): Middleware {
  return (ctx, next) => {
    if (ctx.path !== '/.well-known/webfinger' || ctx.method !== 'GET') return next();
    const { resource, requestContext } = ctx.query;
    const identifier = /^okta:acct:(.+)$/.exec(String(resource))?.[1];
    if (identifier === undefined)
      throw new OktaError(400, 'E0000001', 'Api validation failed: resource', [
        'resource: The resource must begin with okta:acct:',
      ]);
    const context = typeof requestContext === 'string' ? requestContext : undefined;
    const appId = context === undefined ? undefined : appOfLink(org, context)?.id;
    const idp = redirectFor(org, { identifier, appId });
    ctx.type = 'application/jrd+json';
    ctx.body = JSON.stringify({
      subject: resource,
      links: [
        idp === undefined
          ? {
              rel: 'http://openid.net/specs/connect/1.0/issuer',
              href: org.url,
              titles: { und: org.name },
              properties: { 'okta:idp:metadata': null, 'okta:idp:type': 'OKTA', 'okta:idp:id': org.id },
            }
          : {
              rel: 'okta:idp',
              href: `${org.url}/sso/idps/${idp.id}?${new URLSearchParams({
                ...(context !== undefined && { fromURI: context }),
                login_hint: identifier,
              }).toString()}`,
              titles: { und: idp.name },
              properties: {
                'okta:idp:metadata': `${org.url}/api/v1/idps/${idp.id}/metadata.xml`,
                'okta:idp:type': protocolOf(idp).type,
                'okta:idp:id': idp.id,
              },
            },
      ],
    });
    return undefined;
  };
}
