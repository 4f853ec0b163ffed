import { distance } from '../distance.ts';
import { isLoopback } from '../run/loopback.ts';

/**
 * Domains under which Okta hosts orgs.
 * https://help.okta.com/en-us/content/topics/security/ip-address-allow-listing.htm
 */
const domains = ['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com', 'okta.mil', 'trexcloud.com'];

/** The intended org URL. */
export interface OrgUrl {
  url: string;
  /** What was corrected in the input, to tell the user. */
  corrected: string | undefined;
}

/**
 * Reads a typed or pasted org URL: the Admin Console's address, a host without https, a path. Undefined if it
 * is not a URL.
 */
export function readOrgUrl(written: string): OrgUrl | undefined {
  const text = written.trim();
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`;
  if (text === '' || !URL.canParse(withScheme)) return undefined;
  const url = new URL(withScheme);
  if (!/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  const notes: string[] = [];
  if (/-admin\.[a-z-]+\.[a-z]+$/.test(url.hostname) && isOktaHost(url.hostname)) {
    url.hostname = url.hostname.replace('-admin.', '.');
    notes.push('without -admin, which is the Admin Console');
  }
  if (url.protocol === 'http:' && !isLoopback(url.href)) {
    url.protocol = 'https:';
    notes.push('with https');
  }
  const isLong = url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '';
  if (isLong && notes.length === 0) notes.push('without the path');
  return {
    url: url.origin,
    corrected: notes.length > 0 ? `${url.origin}, ${notes.join(' and ')}` : undefined,
  };
}

const isOktaHost = (host: string): boolean => domains.some((domain) => host.endsWith(`.${domain}`));

/** The probably intended host for one that does not exist: `dev-1.okat.com` → `dev-1.okta.com`. */
export function nearestOktaHost(host: string): string | undefined {
  const labels = host.split('.');
  if (labels.length < 3 || isOktaHost(host)) return undefined;
  const domain = labels.slice(-2).join('.');
  const near = domains
    .map((known) => ({ known, far: distance(known, domain) }))
    .sort((one, other) => one.far - other.far)[0];
  return near && near.far <= 2 ? [...labels.slice(0, -2), near.known].join('.') : undefined;
}
