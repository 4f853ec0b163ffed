import type { Mail, Sms } from './messages.ts';
import { escapeHtml } from '../../../shared/html.ts';

/** Why a mail with a code is sent. */
export type MailPurpose = 'sign-in' | 'activation' | 'recovery' | 'unlock' | 'verify-address';

const subjects: Readonly<Record<MailPurpose, string>> = {
  'sign-in': 'One-time verification code',
  activation: 'Activate your account',
  recovery: 'Account password reset',
  unlock: 'Unlock your account',
  'verify-address': 'Confirm your email address',
};

const sentences: Readonly<Record<MailPurpose, string>> = {
  'sign-in': 'You have requested a sign-in to your account.',
  activation: 'An account was created for you.',
  recovery: 'A password reset request was made for your account.',
  unlock: 'A request was made to unlock your account.',
  'verify-address': 'Confirm that this is your email address to finish setting up your account.',
};

/** The email with a code and, if there is one, a link that does the same. */
export function writeCodeMail(mail: {
  readonly to: string;
  readonly orgName: string;
  readonly purpose: MailPurpose;
  readonly code: string;
  readonly link: string | undefined;
  readonly minutes: number;
}): Omit<Mail, 'id' | 'sent'> {
  const { to, orgName, purpose, code, link, minutes } = mail;
  const expiry = `This expires in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
  return {
    channel: 'EMAIL',
    to,
    subject: subjects[purpose],
    code,
    link,
    text: [
      sentences[purpose],
      ...(link === undefined ? [] : [`Open this link: ${link}`]),
      `Enter this code: ${code}`,
      expiry,
      `This is an automatically generated message from ${orgName}.`,
    ].join('\n\n'),
    html: [
      `<p>${sentences[purpose]}</p>`,
      ...(link === undefined ? [] : [`<p><a href="${escapeHtml(link)}">${linkTexts[purpose]}</a></p>`]),
      `<p>${link === undefined ? 'Enter this code:' : 'Can’t use the link? Enter this code instead:'} <b>${code}</b></p>`,
      `<p>${expiry}</p>`,
      `<p>This is an automatically generated message from ${escapeHtml(orgName)}.</p>`,
    ].join('\n'),
  };
}

/** The email with only a link, for administrators' calls and the Classic engine's recovery. */
export function writeLinkMail(mail: {
  readonly to: string;
  readonly orgName: string;
  readonly purpose: MailPurpose;
  readonly link: string;
  readonly minutes: number;
}): Omit<Mail, 'id' | 'sent'> {
  const { to, orgName, purpose, link, minutes } = mail;
  const [count, unit] = minutes % 1440 === 0 ? [minutes / 1440, 'day'] : [minutes, 'minute'];
  const expiry = `This link expires in ${count} ${unit}${count === 1 ? '' : 's'}.`;
  return {
    channel: 'EMAIL',
    to,
    subject: subjects[purpose],
    link,
    text: [sentences[purpose], `Open this link: ${link}`, expiry].join('\n\n'),
    html: [
      `<p>${sentences[purpose]}</p>`,
      `<p><a href="${escapeHtml(link)}">${linkTexts[purpose]}</a></p>`,
      `<p>${expiry}</p>`,
      `<p>This is an automatically generated message from ${escapeHtml(orgName)}.</p>`,
    ].join('\n'),
  };
}

/** The email sent when an account has been locked, if the password policy requires one. */
export function writeLockMail(to: string, orgName: string): Omit<Mail, 'id' | 'sent'> {
  const sentences = [
    'Your account has been locked because there were too many failed sign-in attempts.',
    'If this was not you, contact your administrator.',
    `This is an automatically generated message from ${orgName}.`,
  ];
  return {
    channel: 'EMAIL',
    to,
    subject: 'Account locked',
    text: sentences.join('\n\n'),
    html: sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n'),
  };
}

const linkTexts: Readonly<Record<MailPurpose, string>> = {
  'sign-in': 'Sign in',
  activation: 'Activate account',
  recovery: 'Reset password',
  unlock: 'Unlock account',
  'verify-address': 'Verify email address',
};

/** Okta's text message. */
export const writeCodeSms = (to: string, orgName: string, code: string): Omit<Sms, 'id' | 'sent'> => ({
  channel: 'SMS',
  to,
  code,
  text: `Your verification code is ${code}. (${orgName})`,
});
