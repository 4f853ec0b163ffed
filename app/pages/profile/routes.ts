import type Router from '@koa/router';
import { z } from 'zod';
import { sessionOf } from '../../auth/session.ts';
import { OktaRefused } from '../../okta/errors.ts';
import { changeOwnProfile, fieldErrors, ownAttributes, readOwnProfile } from '../../okta/own-profile.ts';
import type { OwnAttribute, OwnProfile, OwnValues } from '../../okta/own-profile.ts';
import { callOkta } from '../okta-call.ts';
import type { Uses } from '../services.ts';
import type { OwnTokenServices } from '../own-token/guard.ts';
import { withOwnToken } from '../own-token/guard.ts';

const labels: Record<OwnAttribute, { label: string; autocomplete: string; type?: string }> = {
  firstName: { label: 'First name', autocomplete: 'given-name' },
  lastName: { label: 'Last name', autocomplete: 'family-name' },
  mobilePhone: { label: 'Mobile phone', autocomplete: 'tel', type: 'tel' },
  secondEmail: { label: 'Secondary email', autocomplete: 'email', type: 'email' },
};

/** Okta has its own limits for each attribute; this one only keeps the request small. */
const value = z.string().trim().max(1000);
const form = z.object(
  Object.fromEntries(ownAttributes.map((name) => [name, value])) as Record<OwnAttribute, typeof value>,
);

/** /profile: the user's Okta profile, read and changed with the user's own token. */
export function profilePages(router: Router, services: OwnTokenServices & Uses<'views' | 'ledger'>): void {
  const { views, keeper } = services;

  router.get(
    '/profile',
    withOwnToken(services, '/profile', async (ctx, client) => {
      const { value: profile, failure, calls } = await callOkta(ctx, services, () => readOwnProfile(client));
      await views.render(ctx, 'profile', { profile, fields: fieldsFor(profile), failure, made: calls });
    }),
  );

  router.post(
    '/profile',
    withOwnToken(services, '/profile', async (ctx, client, { grantKey }) => {
      const typed = form.safeParse(ctx.request.body);
      if (!typed.success) return ctx.throw(400);
      let refused: OktaRefused | undefined;
      const {
        value: profile,
        failure,
        calls,
      } = await callOkta(ctx, services, async () => {
        const before = await readOwnProfile(client);
        try {
          await changeOwnProfile(client, changed(before.values, typed.data));
        } catch (error) {
          if (!(error instanceof OktaRefused) || error.status !== 400) throw error;
          refused = error;
        }
        return before;
      });
      if (refused || failure) {
        ctx.status = refused ? 400 : 502;
        const errors = refused ? fieldErrors(refused) : {};
        const fields = fieldsFor(profile && { ...profile, values: typed.data }, errors);
        await views.render(ctx, 'profile', { profile, fields, formError: errors.form, failure, made: calls });
        return;
      }
      // The name in the corner comes from the ID token.
      await keeper.renew(grantKey);
      sessionOf(ctx).flash = [
        { kind: 'done', text: 'Your changes are saved in Okta, and this session has new tokens.' },
      ];
      ctx.status = 303;
      ctx.redirect('/profile');
    }),
  );
}

/** What the user has changed; unchanged values are not sent. */
function changed(before: OwnValues, after: OwnValues): Partial<OwnValues> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, text]) => before[name as OwnAttribute] !== text),
  );
}

function fieldsFor(
  profile: OwnProfile | undefined,
  errors: Partial<Record<OwnAttribute, string>> = {},
): Record<string, string | boolean | undefined>[] {
  if (!profile) return [];
  const wrong = ownAttributes.find((name) => errors[name] !== undefined);
  return ownAttributes.map((name) => ({
    name,
    ...labels[name],
    value: profile.values[name],
    error: errors[name],
    focus: name === wrong,
  }));
}
