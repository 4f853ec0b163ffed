import type Router from '@koa/router';
import type { Context } from 'koa';
import { sessionOf } from '../../auth/session.ts';
import { checkForm, readForm } from '../../developer/new-client.ts';
import type { ClientForm } from '../../developer/new-client.ts';
import { LeftBehind, Registration, TooManyClients, clientsPerPerson } from '../../developer/registration.ts';
import { limit } from '../../site/limit.ts';
import type { Uses } from '../services.ts';
import type { SwitchedServices } from './guard.ts';
import { callOkta } from '../okta-call.ts';
import { clientPages } from './client/routes.ts';
import { developerNeeds, whenSwitchedOn } from './guard.ts';

/** /developer: the user's clients, and creating a new one. */
export function developerPages(
  router: Router,
  services: SwitchedServices & Uses<'store' | 'ledger' | 'client' | 'log' | 'now'>,
): void {
  const { views, store, config, log } = services;
  const registration = new Registration(services);
  const whenOn = (handle: Parameters<typeof whenSwitchedOn>[3]) =>
    whenSwitchedOn(services, 'The developer portal', developerNeeds, handle);
  clientPages(router, services, registration);

  router.get(
    '/developer',
    whenOn(async (ctx, _okta, { person }) => {
      await views.render(ctx, 'developer', { clients: await store.clients.ofOwner(person.id) });
    }),
  );

  router.get(
    '/developer/new',
    whenOn(async (ctx) => {
      const grantType = ctx.query['type'] === 'pkce' ? 'authorization_code' : 'client_credentials';
      const { sampleAppUrl } = config.features;
      const redirectUris = sampleAppUrl === undefined ? '' : `${sampleAppUrl}/callback`;
      await showForm(ctx, { form: { name: '', grantType, redirectUris, isBound: false } });
    }),
  );

  router.post(
    '/developer/clients',
    whenOn(async (ctx, okta, { person }) => {
      await limit(services, 'portal', person.id);
      const form = readForm(ctx.request.body);
      const { wanted, problems } = checkForm(form);
      const policyId = registration.policyFor(wanted.grantType) ?? '';
      if (Object.keys(problems).length > 0) {
        ctx.status = 400;
        await showForm(ctx, { form, problems });
        return;
      }
      const outcome = await callOkta(ctx, services, () =>
        registration.create(okta, { ...wanted, ownerId: person.id, policyId }).catch((error: unknown) => {
          if (error instanceof LeftBehind || error instanceof TooManyClients) return error;
          throw error;
        }),
      );
      const { value, failure, calls } = outcome;
      if (value instanceof TooManyClients) {
        problems.name = `You have ${clientsPerPerson} clients. Delete one first.`;
        ctx.status = 400;
        await showForm(ctx, { form, problems });
        return;
      }
      if (value === undefined || value instanceof LeftBehind) {
        if (value) log.error('client left behind', value);
        ctx.status = 502;
        await showForm(ctx, {
          form,
          made: calls,
          failure: failure && { ...failure, text: `${failure.text} The previous steps were undone.` },
          left: value?.left,
        });
        return;
      }
      log.info('client registered', { client: value.id });
      const session = sessionOf(ctx);
      session.flash = [{ kind: 'done', text: `${wanted.name} has been registered.` }];
      session.madeSince = calls[0]?.at ?? services.now();
      ctx.status = 303;
      ctx.redirect(`/developer/clients/${value.id}`);
    }),
  );

  async function showForm(
    ctx: Context,
    { form, problems = {}, ...rest }: Record<string, unknown> & { form: ClientForm; problems?: object },
  ): Promise<void> {
    await views.render(ctx, 'developer/new', { form, problems, ...rest });
  }
}
