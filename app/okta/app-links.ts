import { z } from 'zod';
import type { OktaClient } from './client.ts';

/** A tile of the user's Okta dashboard. */
export interface AppLink {
  id: string;
  label: string;
  href: string;
  /** Undefined if the org has no picture that a page may load. */
  logo: string | undefined;
}

const link = z.object({
  id: z.string(),
  label: z.string(),
  linkUrl: z.string(),
  logoUrl: z.string().nullish(),
  hidden: z.boolean().default(false),
  sortOrder: z.number().default(0),
});

/** The apps of the token's user, in the order of the dashboard; hidden ones are omitted. */
export async function listAppLinks(client: OktaClient, userId: string): Promise<AppLink[]> {
  const url = `${client.baseUrl}/api/v1/users/${encodeURIComponent(userId)}/appLinks`;
  const found = z.array(link).parse(await client.http.getJson(url));
  return found
    .filter(({ hidden, linkUrl }) => !hidden && isWeb(linkUrl))
    .sort((one, other) => one.sortOrder - other.sortOrder)
    .map(({ id, label, linkUrl, logoUrl }) => ({
      id,
      label,
      href: linkUrl,
      logo: logoUrl != null && isWeb(logoUrl) ? logoUrl : undefined,
    }));
}

/** Addresses come from the org's data; a `javascript:` URL would run in the shop. */
const isWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
