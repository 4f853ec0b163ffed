import type Router from '@koa/router';
import type { Context } from 'koa';
import { callsOf } from '../../../../exchange/index.ts';
import { SignInError } from '../../../auth/errors.ts';
import { reachable } from '../../../auth/redeem.ts';
import { sessionOf } from '../../../auth/session.ts';
import { requestClientToken } from '../../../developer/console.ts';
import type { Registration } from '../../../developer/registration.ts';
import { UnreachableError } from '../../../outgoing/http.ts';
import type { OktaClient } from '../../../okta/client.ts';
import { currentSecret } from '../../../okta/oauth-apps.ts';
import { limit } from '../../../site/limit.ts';
import type { PortalClient } from '../../../store/clients.ts';
import type { Uses } from '../../services.ts';
import type { SwitchedServices } from '../guard.ts';
import { callOkta } from '../../okta-call.ts';
import { developerNeeds, whenSwitchedOn } from '../guard.ts';

/** RFC 6749 section 3.3: scope tokens, separated by spaces. */
const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]*(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/**
 * /developer/clients/:id: one client, its test console, its secret, its deletion. For anyone but its owner it
 * does not exist.
 */
export function clientPages(
  router: Router,
  services: SwitchedServices & Uses<'store' | 'ledger' | 'client'>,
  registration: Registration,
): void {
  const { store, config, views, outgoing, ledger } = services;
  const forOwner = (handle: (ctx: Context, client: PortalClient, okta: OktaClient) => Promise<void>) =>
    whenSwitchedOn(services, 'The developer portal', developerNeeds, async (ctx, okta, { person }) => {
      if (ctx.method === 'POST') await limit(services, 'portal', person.id);
      const client = await store.clients.find((ctx.params as { id: string }).id, person.id);
      if (client) await handle(ctx, client, okta);
      else ctx.throw(404);
    });
  const page = '/developer/clients/:id';

  router.get(
    page,
    forOwner(async (ctx, client) => {
      const session = sessionOf(ctx);
      const since = session.madeSince;
      delete session.madeSince;
      const made =
        since === undefined ? [] : callsOf(ledger, session.browserId).filter(({ at }) => at >= since);
      await show(ctx, client, { made: made.filter(({ url }) => url.includes('/api/v1/')) });
    }),
  );

  router.post(
    `${page}/secret`,
    forOwner(async (ctx, client, okta) => {
      const { value, failure } = await callOkta(ctx, services, () => currentSecret(okta, client.appId));
      await show(ctx, client, { secret: value, failure });
    }),
  );

  router.post(
    `${page}/delete`,
    forOwner(async (ctx, client, okta) => {
      const { failure, calls } = await callOkta(ctx, services, () => registration.delete(okta, client));
      if (failure) {
        ctx.status = 502;
        await show(ctx, client, { failure, made: calls });
        return;
      }
      sessionOf(ctx).flash = [
        { kind: 'done', text: `${client.name} has been deleted and can no longer get tokens.` },
      ];
      ctx.status = 303;
      ctx.redirect('/developer');
    }),
  );

  /** The console's first step, for the page's script. */
  router.post(
    `${page}/token`,
    forOwner(async (ctx, client, okta) => {
      const { scope: asked, proof } = (ctx.request.body ?? {}) as { scope?: unknown; proof?: unknown };
      const scope = typeof asked === 'string' ? asked.trim().replace(/\s+/g, ' ').slice(0, 500) : '';
      const isProof =
        typeof proof === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof) && proof.length < 4000;
      if (!scopeForm.test(scope) || (proof !== undefined && !isProof)) ctx.throw(400);
      const secret = await currentSecret(okta, client.appId);
      if (client.grantType !== 'client_credentials' || secret === undefined) return ctx.throw(404);
      const { token_endpoint: endpoint = '' } = (await reachable(services.client)).serverMetadata();
      try {
        const proven = isProof ? proof : undefined;
        const credentials = { clientId: client.id, clientSecret: secret, scope, proof: proven };
        ctx.body = await requestClientToken(outgoing, endpoint, credentials);
      } catch (error) {
        if (!(error instanceof UnreachableError)) throw error;
        throw new SignInError(503, 'org-unreachable', undefined, { cause: error });
      }
    }),
  );

  async function show(ctx: Context, client: PortalClient, data: Record<string, unknown>): Promise<void> {
    const { sampleAppUrl } = config.features;
    const callback = sampleAppUrl && `${sampleAppUrl}/callback`;
    await views.render(ctx, 'developer/client', {
      client,
      sampleAppUrl,
      fitsSample: callback !== undefined && client.redirectUris.includes(callback),
      ...data,
    });
  }
}
