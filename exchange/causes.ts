import { headerOf } from './decode.ts';
import type { Ledger } from './ledger.ts';
import { linksOf } from './links.ts';
import { isAsset } from './parties.ts';
import type { Recorded } from './recorded.ts';

/** Links that a later message has because an earlier one gave them. */
const given = [
  ...['code', 'interaction_code', 'access_token', 'request_uri', 'device_code', 'sessionToken'],
  ...['interaction_handle', 'stateHandle', 'stateToken', 'state'],
];

/**
 * Which message caused which: the request being handled, otherwise the redirect that led there, the response that gave
 * its code or token, or the page that sent it.
 * @returns IDs of the causes by the IDs of their effects
 */
export function linkCauses(ledger: Ledger, messages: readonly Recorded[]): Map<number, number> {
  const causes = new Map<number, number>();
  const redirects = new Map<string, number>();
  const pages = new Map<string, number>();
  const givers = new Map<string, number>();
  for (const message of messages) {
    const { id } = message;
    const sent = message.wireHeaders ?? message.requestHeaders;
    const links = isAsset(message) ? [] : linksOf(message);
    const byLink = given
      .map((name) => links.find(([one]) => one === name))
      .map((link) => link && givers.get(link.join(' ')))
      .find((one) => one !== undefined);
    const cause =
      (message.cause === undefined ? undefined : ledger.idOf(message.cause)) ??
      redirects.get(message.url) ??
      byLink ??
      pages.get(headerOf(sent, 'referer') ?? '');
    if (cause !== undefined && cause !== id) causes.set(id, cause);
    redirects.delete(message.url);
    for (const link of links) givers.set(link.join(' '), id);
    const location = headerOf(message.responseHeaders, 'location');
    if (location !== undefined && URL.canParse(location, message.url))
      redirects.set(new URL(location, message.url).href, id);
    if (/^text\/html/.test(headerOf(message.responseHeaders, 'content-type') ?? ''))
      pages.set(message.url, id);
  }
  return causes;
}
