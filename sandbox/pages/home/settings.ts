import { factorName } from '../../../shared/factor-names.ts';
import { type Operations, operationsOf } from '../../api/kernel/operations.ts';
import { OktaError } from '../../org/kernel/errors.ts';
import { securityQuestions } from '../../org/people/security-questions.ts';
import { callerOf } from '../../sign-in/log.ts';
import type { PageParts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { type Visitor, frameOf, ownForm, visitorOf } from './user-home.ts';

/** Okta's path of a person's own settings. */
export const settingsPath = '/enduser/settings';

/** The factors that a user can enroll here, by type, with a description. */
const offered: Readonly<Record<string, string>> = {
  'token:software:totp': 'Codes from Okta Verify or another authenticator app, which change every 30 seconds',
  push: 'A push notification on your phone',
  sms: 'Codes by text message',
  email: 'Codes by email',
  question: 'An answer that only you know',
  webauthn: 'A passkey',
};

const textsOf = (factorType: string, provider = 'OKTA') => ({
  title: factorName({ factorType, provider }),
  about: offered[factorType] ?? '',
});

interface Result {
  readonly message?: string | undefined;
  readonly problem?: string;
}

/** `/enduser/settings`: a person's own factors and sign-in sessions. */
export async function settingsPage(parts: PageParts): Promise<void> {
  const { ctx } = parts;
  const visitor = visitorOf(parts);
  if (!visitor) return;
  if (ctx.method !== 'POST') {
    await show(parts, visitor, { message: said.get(String(ctx.query.done)) });
    return;
  }
  const form = await ownForm(parts, visitor);
  if (!form) return;
  try {
    await change(parts, visitor, form);
    ctx.status = 303;
    ctx.redirect(`${settingsPath}?done=${form.get('do') ?? ''}`);
  } catch (error) {
    if (!(error instanceof OktaError)) throw error;
    ctx.status = error.status;
    await show(parts, visitor, { problem: [error.message, ...error.causes].join(' ') });
  }
}

const said = new Map(
  Object.entries({
    enroll: 'Added. Finish the setup below.',
    activate: 'Ready: you can use it the next time you sign in.',
    remove: 'Removed.',
    'end-session': 'That session has ended.',
    'end-others': 'All other sessions have ended.',
  }),
);

/** The Factors API, for the person's own account. */
const ownOperations = ({ org, ctx }: PageParts, { user }: Visitor): Operations =>
  operationsOf(org, { ...callerOf(ctx), principal: { user, bySession: true } });

async function change(parts: PageParts, visitor: Visitor, form: URLSearchParams): Promise<void> {
  const { org } = parts;
  const { user, session } = visitor;
  const own = ownOperations(parts, visitor);
  const text = (name: string): string => (form.get(name) ?? '').trim();
  const factor = { userId: user.id, factorId: text('id') };
  switch (form.get('do')) {
    case 'enroll':
      await own.run('enrollFactor', { userId: user.id }, factorOf(text, user.profile.email));
      break;
    case 'activate':
      await own.run('activateFactor', factor, {
        ...(form.has('attestation')
          ? { attestation: text('attestation'), clientData: text('clientData') }
          : { passCode: text('code') }),
      });
      break;
    case 'remove':
      await own.run('unenrollFactor', factor, undefined);
      break;
    case 'end-session':
      if (org.sessions.get(text('id'))?.userId === user.id) org.sessions.delete(text('id'));
      break;
    case 'end-others':
      for (const { id } of org.sessions.ofUser(user.id)) if (id !== session.id) org.sessions.delete(id);
      break;
    default:
      throw new OktaError(400, 'E0000001', 'Unknown change.');
  }
}

/** The body of an enrollment. */
function factorOf(text: (name: string) => string, email: string): Record<string, unknown> {
  const factorType = text('factorType');
  const profiles: Readonly<Record<string, Record<string, string>>> = {
    sms: { phoneNumber: text('phone') },
    email: { email },
    question: { question: text('question'), answer: text('answer') },
  };
  return {
    factorType,
    provider: factorType === 'webauthn' ? 'FIDO' : 'OKTA',
    profile: profiles[factorType] ?? {},
  };
}

interface ListedFactor {
  readonly id: string;
  readonly factorType: string;
  readonly provider: string;
  readonly status: string;
  readonly _embedded?: {
    readonly activation?: {
      readonly sharedSecret?: string;
      readonly challenge?: string;
      readonly _links?: { qrcode?: { href: string } };
    };
  };
}

async function show(parts: PageParts, visitor: Visitor, { message, problem }: Result): Promise<void> {
  const { org, ctx } = parts;
  const { user, session } = visitor;
  const factors = (await ownOperations(parts, visitor).run(
    'listFactors',
    { userId: user.id },
    undefined,
  )) as readonly ListedFactor[];
  const has = (type: string): boolean => factors.some(({ factorType }) => factorType === type);
  renderPage(ctx, 'user-settings.njk', {
    ...frameOf(parts, visitor),
    title: 'Settings',
    message,
    problem,
    factors: factors.map(({ id, factorType, provider, status, _embedded }) => ({
      ...{ id, type: factorType, isPending: status === 'PENDING_ACTIVATION' },
      ...textsOf(factorType, provider),
      qrCode: _embedded?.activation?._links?.qrcode?.href,
      secret: _embedded?.activation?.sharedSecret,
      passkey:
        _embedded?.activation?.challenge === undefined ? undefined : JSON.stringify(_embedded.activation),
    })),
    offers: Object.keys(offered)
      .filter((type) => type === 'webauthn' || !has(type))
      .map((type) => ({ type, ...textsOf(type) })),
    questions: Object.entries(securityQuestions),
    sessions: org.sessions.ofUser(user.id).map(({ id, authenticatedAt, expiresAt, amr }) => ({
      ...{ id, authenticatedAt, expiresAt },
      amr: amr.join(', '),
      isThis: id === session.id,
    })),
  });
}
