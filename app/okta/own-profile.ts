import { z } from 'zod';
import type { OktaClient } from './client.ts';
import type { OktaRefused } from './errors.ts';

/**
 * The attributes that people change here: those that Okta lets them write from the start (READ_WRITE for SELF
 * in the schema), except the email address, which is left to the org, because it identifies the user.
 */
export const ownAttributes = ['firstName', 'lastName', 'mobilePhone', 'secondEmail'] as const;
export type OwnAttribute = (typeof ownAttributes)[number];

export type OwnValues = Record<OwnAttribute, string>;

export interface OwnProfile {
  login: string;
  email: string;
  values: OwnValues;
}

const text = z.string().nullish();
const user = z.object({
  profile: z.object({
    login: z.string(),
    email: text,
    ...(Object.fromEntries(ownAttributes.map((name) => [name, text])) as Record<OwnAttribute, typeof text>),
  }),
});

const url = (client: OktaClient): string => `${client.baseUrl}/api/v1/users/me`;

/** The profile of the token's user. */
export async function readOwnProfile(client: OktaClient): Promise<OwnProfile> {
  const { profile } = user.parse(await client.http.getJson(url(client)));
  const values = Object.fromEntries(ownAttributes.map((name) => [name, profile[name] ?? ''])) as OwnValues;
  return { login: profile.login, email: profile.email ?? '', values };
}

/**
 * Changes these attributes and no others (POST is a partial update). An empty text removes an attribute.
 * @throws OktaRefused; `fieldErrors` gives the fields
 */
export async function changeOwnProfile(client: OktaClient, values: Partial<OwnValues>): Promise<void> {
  const profile = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === '' ? null : value]),
  );
  const request = { body: JSON.stringify({ profile }) };
  await client.http.postJson(url(client), request as object);
}

/** Okta's causes (`attribute: problem`) by attribute; those without one are under `form`. */
export function fieldErrors({
  causes,
  message,
}: OktaRefused): Partial<Record<OwnAttribute | 'form', string>> {
  const found: Partial<Record<OwnAttribute | 'form', string>> = {};
  for (const cause of causes.length > 0 ? causes : [message]) {
    const [, name = '', what = ''] = /^(\w+): (.+)$/s.exec(cause) ?? [];
    if (isOwn(name)) found[name] = what;
    else found.form = found.form === undefined ? cause : `${found.form} ${cause}`;
  }
  return found;
}

const isOwn = (name: string): name is OwnAttribute => (ownAttributes as readonly string[]).includes(name);
