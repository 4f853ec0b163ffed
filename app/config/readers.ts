/** How the texts of variables are read. */
import { z } from 'zod';

export const text = z.string().trim();
export const optionalText = text.optional();
/** PEM or JWK; in an environment that has no line breaks, they are written as \\n. */
export const privateKey = text.transform((value) => value.replaceAll('\\n', '\n')).optional();

const url = text.refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
  error: 'must be a URL beginning with http:// or https://',
});
/** Issuers and base URLs are compared as strings, so a trailing slash is removed here, once. */
export const bareUrl = url.transform((value) => value.replace(/\/+$/, ''));

/** The host of an org's Admin Console; the org's own host is the same without `-admin`. */
export const adminConsole =
  /^(https?:\/\/[\w-]+)-admin(?=\.(?:okta|oktapreview|okta-emea|okta-gov|trexcloud)\.\w+)/;

export const orgUrl = bareUrl.superRefine((value, context) => {
  if (!adminConsole.test(value)) return;
  const message = `is the address of the Admin Console; remove -admin: ${value.replace(adminConsole, '$1')}`;
  context.addIssue({ code: 'custom', message });
});

export const withoutPath = (input: unknown): string => {
  const { origin, pathname } = new URL(String(input));
  return `must not have a path: the shop is served at the root of its host, so remove ${pathname} (${origin})`;
};

const on = ['true', '1', 'yes', 'on'];
const off = ['false', '0', 'no', 'off'];
/** Case does not matter: the Python original reads `True`, as Python writes it. */
export const flag = (absent: boolean) =>
  text
    .toLowerCase()
    .pipe(z.enum([...on, ...off], { error: 'must be true or false' }))
    .transform((value) => on.includes(value))
    .default(absent);

export const list = (absent: string) =>
  text
    .default(absent)
    .transform((value) => value.split(/[\s,]+/).filter(Boolean))
    .refine((scopes) => scopes.length > 0, { error: 'must name at least one scope' });
