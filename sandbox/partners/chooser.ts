import type { Context } from 'koa';
import { renderPage } from '../pages/render.ts';
import type { AccountInput } from './accounts.ts';
import type { PartnerIdentity } from './partner.ts';

export interface Chooser {
  readonly identity: PartnerIdentity;
  readonly accounts: readonly AccountInput[];
  /** Hidden fields that must be sent back with the choice. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly action?: string;
  /** What was typed before. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors?: Readonly<Record<string, string>>;
}

/** The page of a played identity provider: choose an account, make one, give up, or let it fail. */
export function renderChooser(ctx: Context, chooser: Chooser): void {
  const { identity, accounts, values, errors = {} } = chooser;
  const isNew = Object.keys(errors).length > 0 || !accounts.some(({ email }) => email === values.email);
  renderPage(ctx, 'chooser.njk', {
    ...chooser,
    title: 'Choose an account',
    orgName: identity.title,
    plays: identity.plays,
    errors,
    openForm: isNew && (values.email ?? '') !== '',
    initials: ({ firstName, lastName }: AccountInput) => firstName.charAt(0) + lastName.charAt(0),
  });
}
